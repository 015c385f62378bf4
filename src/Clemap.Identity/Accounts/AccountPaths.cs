using Microsoft.AspNetCore.Http;

namespace Clemap.Identity.Accounts;

/// <summary>Addresses of the sign-in pages.</summary>
internal static class AccountPaths
{
    public const string Overview = "/account";
    public const string Login = "/account/login";
    public const string Code = "/account/login/code";
    public const string Logout = "/account/logout";
    public const string Denied = "/account/denied";
    public const string Forgotten = "/account/forgotten";
    public const string Reset = "/account/reset";
    public const string Confirm = "/account/confirm";
    public const string Unconfirmed = "/account/unconfirmed";
    public const string Password = "/account/password";
    public const string Email = "/account/email";
    public const string TwoStep = "/account/two-step";
    public const string Passkeys = "/account/passkeys";
    public const string PasskeyScript = "/account/passkeys.js";

    /// <summary>Starts a sign-in at the external issuer, and goes on when the person is back from there.</summary>
    public const string External = "/account/external";

    public const string ExternalFailed = "/account/external/failed";

    /// <summary>What of the external issuer is linked to one's own account.</summary>
    public const string ExternalLinks = "/account/external-sign-in";

    /// <summary>In place of pages that there are only with passwords of our own.</summary>
    public const string Closed = "/account/closed";
    public const string Sessions = "/account/sessions";
    public const string OwnData = "/account/data";
    public const string Organisation = "/account/organisation";
    public const string Invitation = "/account/invitation";
    public const string FirstStart = "/account/first-start";
    public const string Language = "/account/language";
    public const string Style = "/account/style.css";

    /// <summary>Query parameter.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>A page that afterwards goes where this one was to go.</summary>
    public static string WithReturn(string page, string? returnUrl) =>
        returnUrl is null ? page : page + QueryString.Create(ReturnUrl, returnUrl);
}
