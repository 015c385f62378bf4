using Clemap.Platform.Database;
using Clemap.Platform.Organisations;

namespace Clemap.Platform.Audit;

/// <summary>Adds entries to the unit of work of the change that they are about, so that neither is stored without the other.</summary>
internal sealed class AuditTrail(PlatformContext database, IOrganisationContext organisation, RequestOrigin origin, TimeProvider time)
{
    public void Add(Guid organisationId, string action, Guid subjectId, string? before, string? after) => database.Audit.Add(new()
    {
        OrganisationId = organisationId,
        Id = Guid.CreateVersion7(),
        At = time.GetUtcNow(),
        ActorId = organisation.ActorId,
        BySupport = origin.BySupport,
        Action = action,
        SubjectId = subjectId,
        Before = before,
        After = after,
        Origin = origin.Text,
    });
}
