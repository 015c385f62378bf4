using System.Globalization;
using System.Security.Claims;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>Whom the issuer says the person is. Issuer and subject together are the person; the rest is to show, and proves nothing here.</summary>
/// <param name="Email">As the issuer says it, proven there or not.</param>
/// <param name="Username">What the person types at the issuer.</param>
/// <param name="AuthenticatedAt">When the person last proved themselves at the issuer; <see langword="null"/> where it does not say.</param>
internal sealed record ExternalIdentity(string Issuer, string Subject, string? Name, string? Email, string? Username, DateTimeOffset? AuthenticatedAt)
{
    private const int LongestText = 200;

    /// <summary>By which the person recognises it.</summary>
    public string Label => Email ?? Username ?? Name ?? Subject;

    /// <param name="token">Of a validated ID token, or of <see cref="ToPrincipal"/>.</param>
    /// <returns><see langword="null"/> when it names no issuer or subject.</returns>
    public static ExternalIdentity? From(ClaimsPrincipal token)
    {
        if (token.FindFirstValue("iss") is not { Length: > 0 } issuer || token.FindFirstValue("sub") is not { Length: > 0 } subject)
            return null;
        return new ExternalIdentity(issuer, subject, Text("name"), Text("email"), Text("preferred_username"), Time("auth_time"));

        string? Text(string claim) =>
            token.FindFirstValue(claim)?.Trim() is { Length: > 0 and <= LongestText } text && !text.Any(char.IsControl) ? text : null;

        DateTimeOffset? Time(string claim) => long.TryParse(token.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>With these few claims alone: what else a token may hold, such as long lists of groups, would burst a cookie.</summary>
    public ClaimsPrincipal ToPrincipal()
    {
        var claims = new (string Type, string? Value)[]
        {
            ("iss", Issuer), ("sub", Subject), ("name", Name), ("email", Email), ("preferred_username", Username),
            ("auth_time", AuthenticatedAt?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        return new ClaimsPrincipal(new ClaimsIdentity(
            claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!)), "external", "name", null));
    }
}
