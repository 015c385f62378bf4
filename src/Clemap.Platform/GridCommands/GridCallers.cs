using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.GridCommands;

/// <summary>Whose a command is. Taking one back lets sites take more: nobody does so with what somebody else commanded.</summary>
internal sealed class GridCallers(PlatformContext database, IOrganisationContext organisation, IMemberships memberships)
{
    /// <summary>
    /// Whoever gave it does. When that one can give none any more (an API client that ended, a person without the role, a connection that was taken away), whoever may in the whole
    /// organisation does: otherwise nobody could.
    /// </summary>
    public async Task<bool> MayTakeBackAsync(Guid? issuedBy, CancellationToken cancellationToken) =>
        issuedBy == organisation.ActorId || (organisation.Reach.IsWhole && !(issuedBy is { } caller && await StandsAsync(caller, cancellationToken)));

    // Asked in the whole organisation only: at some of its sites one sees neither its clients nor its connections.
    private async Task<bool> StandsAsync(Guid caller, CancellationToken cancellationToken) =>
        await database.OpenAdrConnections.AnyAsync(connection => connection.Id == caller, cancellationToken)
        || await database.ApiClients.AnyAsync(client => client.Id == caller && client.EndedAt == null && client.Scopes.Contains(ApiScope.ReduceLoad), cancellationToken)
        || (await memberships.OfPersonAsync(caller, cancellationToken)).Any(role => role.OrganisationId == organisation.OrganisationId && Permission.Allows(role.Role, Permission.ReduceLoad));
}
