using Clemap.Platform.Database;
using Clemap.Platform.Organisations;

namespace Clemap.Platform.Audit;

internal sealed class AuditWriter(PlatformContext database, AuditTrail trail, IOrganisationContext organisation) : IAuditWriter
{
    public async Task RecordAsync(string action, Guid subjectId, string? before, string? after, CancellationToken cancellationToken)
    {
        trail.Add(organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope."), action, subjectId, before, after);
        await database.SaveChangesAsync(cancellationToken);
    }
}
