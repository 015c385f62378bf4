using Microsoft.AspNetCore.Authentication;

namespace Clemap.Identity.ExternalSignIn;

/// <summary>What a person was sent to the issuer for.</summary>
internal enum ExternalPurpose
{
    SignIn,

    /// <summary>To link what comes back to the account that is signed in.</summary>
    Link,

    /// <summary>To prove anew, in place of a password, that it is still them.</summary>
    Prove,
}

/// <summary>What came back from the issuer, and what for. It waits in a cookie that only this server can read, for five minutes.</summary>
/// <param name="Account">Who was signed in when the person was sent there; <see langword="null"/> for nobody.</param>
/// <param name="Session">Their sign-in.</param>
internal sealed record ExternalAnswer(ExternalIdentity Identity, ExternalPurpose Purpose, Guid? Account, Guid? Session)
{
    private const string PurposeItem = "clemap-purpose";
    private const string AccountItem = "clemap-account";
    private const string SessionItem = "clemap-session";

    /// <summary>What goes along through the issuer, encrypted, and comes back.</summary>
    public static void Write(AuthenticationProperties properties, ExternalPurpose purpose, Guid? account, Guid? session)
    {
        properties.Items[PurposeItem] = purpose.ToString();
        properties.Items[AccountItem] = account?.ToString();
        properties.Items[SessionItem] = session?.ToString();
    }

    public static ExternalAnswer? Read(AuthenticateResult result) =>
        result is { Succeeded: true, Principal: { } principal, Properties: { } properties }
        && ExternalIdentity.From(principal) is { } identity
        && Enum.TryParse<ExternalPurpose>(properties.GetString(PurposeItem), out var purpose)
            ? new ExternalAnswer(identity, purpose, Id(properties.GetString(AccountItem)), Id(properties.GetString(SessionItem)))
            : null;

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
