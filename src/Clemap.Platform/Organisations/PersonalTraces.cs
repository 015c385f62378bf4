using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>Looks into each organisation of the person in a scope of its own, as anybody else does: no fence is open for it.</summary>
internal sealed class PersonalTraces(IMemberships memberships, PlatformContext database, IServiceProvider services, TimeProvider time) : IPersonalTraces
{
    /// <summary>Entries between two flushes.</summary>
    private const int Flushed = 500;

    public async Task WriteAsync(Utf8JsonWriter json, Guid personId, CancellationToken cancellationToken)
    {
        var organisations = (await memberships.OfPersonAsync(personId, cancellationToken))
            .GroupBy(membership => (membership.OrganisationId, membership.OrganisationName)).ToList();
        json.WriteStartArray("organisations");
        foreach (var organisation in organisations)
        {
            json.WriteStartObject();
            json.WriteString("name", organisation.Key.OrganisationName);
            json.WriteStartArray("roles");
            foreach (var membership in organisation)
                json.WriteStringValue(membership.ToClaim().Value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("actions");
        foreach (var organisation in organisations)
            await WriteActionsAsync(json, organisation.Key.OrganisationId, organisation.Key.OrganisationName, personId, cancellationToken);
        json.WriteEndArray();
    }

    public async Task<IReadOnlyList<string>> LeaveAsync(Guid personId, string email, CancellationToken cancellationToken)
    {
        var organisations = (await memberships.OfPersonAsync(personId, cancellationToken)).Where(membership => !membership.FromAbove)
            .GroupBy(membership => (membership.OrganisationId, membership.OrganisationName)).ToList();
        var orphaned = new List<string>();
        foreach (var organisation in organisations.Where(group => group.Any(membership => membership.Role == Role.Owner)))
        {
            await using var scope = services.CreateOrganisationScope(organisation.Key.OrganisationId, personId);
            var members = await scope.ServiceProvider.GetRequiredService<IMembers>().ListAsync(cancellationToken);
            var above = await scope.ServiceProvider.GetRequiredService<Ancestors>().ListAsync(cancellationToken);
            if (!members.Any(member => member.PersonId != personId && member.Roles.Contains(Role.Owner)) && above.All(row => row.Role != Role.Owner || row.PersonId == personId))
                orphaned.Add(organisation.Key.OrganisationName);
        }

        if (orphaned.Count > 0)
            return orphaned;
        foreach (var organisation in organisations)
        {
            await using var scope = services.CreateOrganisationScope(organisation.Key.OrganisationId, personId);
            // The other owner may have gone since: then this one stays, and so does the account.
            if (await scope.ServiceProvider.GetRequiredService<IMembers>().SetRolesAsync(personId, [], [], cancellationToken) == MemberChange.LastOwner)
                return [organisation.Key.OrganisationName];
        }

        await database.Database.ExecuteSqlAsync($"select platform.forget_person({personId}, {email}, {time.GetUtcNow()})", cancellationToken);
        return [];
    }

    private async Task WriteActionsAsync(Utf8JsonWriter json, Guid organisationId, string organisationName, Guid personId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId, personId);
        int written = 0;
        await foreach (var entry in scope.ServiceProvider.GetRequiredService<IAudit>().ExportAsync(new AuditFilter(Who: personId.ToString()), cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("organisation", organisationName);
            json.WriteString("at", entry.At);
            json.WriteString("action", entry.Action);
            json.WriteString("subject", entry.SubjectName ?? entry.SubjectId.ToString());
            json.WriteString("from", entry.Origin);
            json.WriteEndObject();
            if (++written % Flushed == 0)
                await json.FlushAsync(cancellationToken);
        }
    }
}
