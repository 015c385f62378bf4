using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Devices;

/// <summary>A device that was suspended after its token was issued is refused at once, not only when the token ends.</summary>
internal sealed class RefuseInactiveDevice(IDeviceDirectory devices) : IOpenIddictValidationHandler<ProcessAuthenticationContext>
{
    public static OpenIddictValidationHandlerDescriptor Descriptor { get; } =
        OpenIddictValidationHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseScopedHandler<RefuseInactiveDevice>()
            .SetOrder(OpenIddictValidationHandlers.ValidateAccessToken.Descriptor.Order + 500)
            .SetType(OpenIddictValidationHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.AccessTokenPrincipal is not { } token || !token.HasScope(ClemapClaims.DeviceScope))
            return;
        // The directory keeps its answers for at most 30 s, so this costs no query per request.
        if (!Guid.TryParse(token.GetClaim(ClemapClaims.Subject), out var id)
            || await devices.FindAsync(id, context.CancellationToken) is not { Active: true })
        {
            context.Reject(Errors.InvalidToken, "The device is not active.");
        }
    }
}
