namespace Clemap.Identity.Accounts;

/// <summary>Addresses of the sign-in pages.</summary>
internal static class AccountPaths
{
    public const string Login = "/account/login";
    public const string Logout = "/account/logout";
    public const string Denied = "/account/denied";
    public const string Language = "/account/language";
    public const string Style = "/account/style.css";

    /// <summary>Query parameter.</summary>
    public const string ReturnUrl = "returnUrl";
}
