using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Sessions;

/// <summary>A person's token is refused when the sign-in that it came of has ended, not only when it ends itself.</summary>
internal sealed class RefuseEndedSession(ISignIns signIns) : IOpenIddictValidationHandler<ProcessAuthenticationContext>
{
    public static OpenIddictValidationHandlerDescriptor Descriptor { get; } =
        OpenIddictValidationHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseSingletonHandler<RefuseEndedSession>()
            .SetOrder(OpenIddictValidationHandlers.ValidateAccessToken.Descriptor.Order + 510)
            .SetType(OpenIddictValidationHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.AccessTokenPrincipal is not { } token || token.HasScope(ClemapClaims.DeviceScope) || ApiScope.IsClient(token))
            return;
        if (!await signIns.StandsAsync(token, context.CancellationToken))
            context.Reject(Errors.InvalidToken, "The sign-in has ended.");
    }
}
