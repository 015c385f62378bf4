using System.Security.Claims;
using Clemap.Identity.Connect;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Validation;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Sessions;

/// <summary>
/// Of the roles in a person's token, those at sites too, those count that the person has today in the token's organisation: what was taken away acts within a minute, and a token for an organisation that is
/// none, or none of the person's, may nothing.
/// </summary>
internal sealed class StandingRoles(IServiceScopeFactory scopes, TimeProvider time) : IOpenIddictValidationHandler<ProcessAuthenticationContext>
{
    private readonly BriefMemory<Guid, IReadOnlyList<Membership>> known = new(time);

    public static OpenIddictValidationHandlerDescriptor Descriptor { get; } =
        OpenIddictValidationHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseSingletonHandler<StandingRoles>()
            .SetOrder(RefuseEndedSession.Descriptor.Order + 1)
            .SetType(OpenIddictValidationHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        // Devices and API clients have no roles.
        if (context.AccessTokenPrincipal is not { } token || token.SubjectId() is not { } person
            || !token.HasClaim(static claim => claim.Type is ClemapClaims.Role or ClemapClaims.SiteRole))
        {
            return;
        }

        var lost = Membership.Lost(token, await MembershipsAsync(person, context.CancellationToken));
        if (lost.Count > 0)
        {
            // Perhaps it was given a moment ago: what was remembered does not count against the person.
            known.Forget(person);
            lost = Membership.Lost(token, await MembershipsAsync(person, context.CancellationToken));
        }

        foreach (var role in lost)
        {
            var subject = role.Subject!;
            subject.RemoveClaim(role);
            if (role.Type == ClemapClaims.Role)
                subject.AddClaim(new Claim(ClemapClaims.LostRole, role.Value));
        }
    }

    private Task<IReadOnlyList<Membership>> MembershipsAsync(Guid person, CancellationToken cancellationToken) => known.GetAsync(person, async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(person, cancellationToken);
    });
}
