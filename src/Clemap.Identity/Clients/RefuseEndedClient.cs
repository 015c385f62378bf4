using Clemap.Identity.Connect;
using Clemap.Platform.Clients;
using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Clients;

/// <summary>
/// An API client's token is refused when the client has ended, or the secret that it came of is revoked or expired, not only when it ends itself. The database is asked for each at most every
/// 20 s, and notes by the same statement that the secret is in use.
/// </summary>
internal sealed class RefuseEndedClient(IApiClientDirectory directory, TimeProvider time) : IOpenIddictValidationHandler<ProcessAuthenticationContext>
{
    private readonly BriefMemory<(Guid Client, Guid Secret), Guid?> standing = new(time);

    public static OpenIddictValidationHandlerDescriptor Descriptor { get; } =
        OpenIddictValidationHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseSingletonHandler<RefuseEndedClient>()
            .SetOrder(OpenIddictValidationHandlers.ValidateAccessToken.Descriptor.Order + 520)
            .SetType(OpenIddictValidationHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.AccessTokenPrincipal is not { } token || !ApiScope.IsClient(token))
            return;
        if (!Guid.TryParse(token.GetClaim(ClemapClaims.Subject), out var client)
            || !Guid.TryParse(token.GetClaim(ClemapClaims.ClientSecret), out var secret)
            || await standing.GetAsync((client, secret), () => directory.UseAsync(client, secret, context.CancellationToken)) is not { } organisation
            || token.GetClaim(ClemapClaims.Organisation) != organisation.ToString())
        {
            context.Reject(Errors.InvalidToken, "The client has ended, or its secret has.");
        }
    }
}
