namespace Clemap.Identity.Accounts;

/// <summary>Where to go afterwards, as the address bar says: only ever a page of this host.</summary>
internal static class LocalAddress
{
    public static string Or(string otherwise, string? address) => IsLocal(address) ? address! : otherwise;

    // "//host" and "/\host" would leave the host, and a control character can hide that.
    private static bool IsLocal(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl);
}
