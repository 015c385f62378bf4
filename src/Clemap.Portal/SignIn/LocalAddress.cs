namespace Clemap.Portal.SignIn;

/// <summary>Where to go afterwards, as told by the address bar: only ever a page of this host.</summary>
internal static class LocalAddress
{
    public static string OrHome(string? address) => IsLocal(address) ? address! : PortalPaths.Sites;

    // "//host" and "/\host" would leave the host, and a control character can hide that.
    private static bool IsLocal(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl);
}
