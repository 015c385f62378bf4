using System.Security.Claims;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.SignIn;

/// <summary>Whether a session still stands and the person still has the roles in it: a role that is taken away ends within a minute, not at the next sign-in.</summary>
internal sealed class StandingRights(PortalSessions sessions, IServiceScopeFactory scopes, IMemoryCache cache)
{
    private static readonly TimeSpan MembershipsKept = TimeSpan.FromSeconds(30);

    public async Task<bool> StandAsync(ClaimsPrincipal person, CancellationToken cancellationToken) =>
        await sessions.IsAliveAsync(person, cancellationToken) && await HasRolesAsync(person, cancellationToken);

    public async Task<bool> HasRolesAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (person.SubjectId() is not { } personId)
            return false;
        var memberships = await cache.GetOrCreateAsync(("memberships", personId), async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = MembershipsKept;
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(personId, cancellationToken);
        });
        return person.FindAll(ClemapClaims.Role).All(role =>
            memberships!.Any(membership => membership.Role == role.Value && membership.OrganisationId == person.OrganisationId()));
    }
}
