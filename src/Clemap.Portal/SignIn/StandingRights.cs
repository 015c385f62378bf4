using System.Security.Claims;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.SignIn;

/// <summary>
/// Whether a session still stands, the sign-in behind it too, and the person still has the roles in it: what is ended or taken away acts within a minute, not at the
/// next sign-in.
/// </summary>
internal sealed class StandingRights(PortalSessions sessions, ISignIns signIns, IServiceScopeFactory scopes, IMemoryCache cache)
{
    private static readonly TimeSpan MembershipsKept = TimeSpan.FromSeconds(30);

    public async Task<bool> StandAsync(ClaimsPrincipal person, CancellationToken cancellationToken) =>
        await sessions.IsAliveAsync(person, cancellationToken) && await HaveStandingAsync(person, cancellationToken);

    /// <summary>The same for a cookie whose session was just found.</summary>
    public async Task<bool> HaveStandingAsync(ClaimsPrincipal person, CancellationToken cancellationToken) =>
        await signIns.StandsAsync(person, cancellationToken) && await HasRolesAsync(person, cancellationToken);

    /// <summary>Whether the person is anything in the organisation, asked anew when what is remembered does not say so.</summary>
    public async Task<bool> IsOfAsync(ClaimsPrincipal person, Guid organisationId, CancellationToken cancellationToken)
    {
        if ((await MembershipsAsync(person, cancellationToken)).Any(membership => membership.OrganisationId == organisationId))
            return true;
        cache.Remove(("memberships", person.SubjectId() ?? Guid.Empty));
        return (await MembershipsAsync(person, cancellationToken)).Any(membership => membership.OrganisationId == organisationId);
    }

    /// <summary>What the person is in which organisation, at most half a minute old.</summary>
    public async Task<IReadOnlyList<Membership>> MembershipsAsync(ClaimsPrincipal person, CancellationToken cancellationToken) => person.SubjectId() is not { } personId
        ? []
        : (await cache.GetOrCreateAsync(("memberships", personId), async entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = MembershipsKept;
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(personId, cancellationToken);
        }))!;

    private async Task<bool> HasRolesAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        if (Membership.Lost(person, await MembershipsAsync(person, cancellationToken)).Count == 0)
            return person.SubjectId() is not null;
        // A role may be younger than what is remembered: asked anew before anybody is refused.
        cache.Remove(("memberships", person.SubjectId() ?? Guid.Empty));
        return Membership.Lost(person, await MembershipsAsync(person, cancellationToken)).Count == 0;
    }
}
