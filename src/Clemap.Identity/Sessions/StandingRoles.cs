using System.Security.Claims;
using Clemap.Identity.Connect;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Sessions;

/// <summary>
/// Of the roles in a person's token those count that the person has today in the token's organisation: what was taken away acts within a minute, and a token for an organisation that is
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
        if (context.AccessTokenPrincipal is not { } token || !token.HasClaim(static claim => claim.Type == ClemapClaims.Role) || token.SubjectId() is not { } person)
            return;
        var missing = await MissingAsync(token, person, context.CancellationToken);
        if (missing.Count > 0)
        {
            // Perhaps it was given a moment ago: what was remembered does not count against the person.
            known.Forget(person);
            missing = await MissingAsync(token, person, context.CancellationToken);
        }

        foreach (var role in missing)
            role.Subject!.RemoveClaim(role);
    }

    private async Task<IReadOnlyList<Claim>> MissingAsync(ClaimsPrincipal token, Guid person, CancellationToken cancellationToken)
    {
        var memberships = await known.GetAsync(person, async () =>
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(person, cancellationToken);
        });
        var organisation = token.GetClaim(ClemapClaims.Organisation);
        return [.. token.FindAll(ClemapClaims.Role).Where(role =>
            !memberships.Any(membership => membership.Role == role.Value && membership.OrganisationId.ToString() == organisation))];
    }
}
