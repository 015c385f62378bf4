using System.Globalization;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;

namespace Clemap.Identity.Connect;

/// <summary>A token without an end would open for ever, and one that begins later opens nothing yet. OpenIddict checks an end that is there, and no beginning.</summary>
internal sealed class RefuseTimelessToken(TimeProvider time) : IOpenIddictValidationHandler<ProcessAuthenticationContext>
{
    /// <summary>Clocks of two nodes differ by less.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public static OpenIddictValidationHandlerDescriptor Descriptor { get; } =
        OpenIddictValidationHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseSingletonHandler<RefuseTimelessToken>()
            .SetOrder(OpenIddictValidationHandlers.ValidateAccessToken.Descriptor.Order + 490)
            .SetType(OpenIddictValidationHandlerType.Custom)
            .Build();

    public ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.AccessTokenPrincipal is { } token && (token.GetExpirationDate() is null || !HasBegun(token.GetClaim(Claims.NotBefore))))
            context.Reject(Errors.InvalidToken, "The token has no end, or has not begun.");
        return ValueTask.CompletedTask;
    }

    /// <param name="notBefore">Seconds since 1970, as RFC 7519 has it; <see langword="null"/> when the token names no beginning.</param>
    private bool HasBegun(string? notBefore) => notBefore is null
        || double.TryParse(notBefore, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= (time.GetUtcNow() + Tolerance).ToUnixTimeSeconds();
}
