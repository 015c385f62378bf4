namespace Clemap.Identity.Connect;

/// <summary>Addresses of the OAuth endpoints.</summary>
internal static class ConnectPaths
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string Logout = "/connect/logout";
}
