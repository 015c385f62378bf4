using Clemap.Platform.Http;

namespace Clemap.Platform.Sites;

/// <summary>What the fields of a site must hold.</summary>
internal static class SiteRules
{
    public const int LongestName = 200;
    public const int LongestAddress = 400;
    private const int LongestKey = 100;

    /// <param name="all">A new site has all fields; a change at least one.</param>
    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(SiteFields site, bool all)
    {
        if (!all && site is { Name: null, Address: null, TimeZone: null })
            return [new("empty", "", "The change names nothing to change.")];
        return
        [
            .. new[]
            {
                OneLine.Check("name", site.Name, LongestName, all), OneLine.Check("address", site.Address, LongestAddress, all), Zone(site.TimeZone, all),
            }.OfType<BrokenRule>(),
        ];
    }

    public static BrokenRule? CheckKey(string? key) => key is null || key.Length is > 0 and <= LongestKey && key.All(letter => letter is > ' ' and <= '~')
        ? null
        : new("length", "Idempotency-Key", $"The key has 1 to {LongestKey} printable ASCII characters without blanks.");

    private static BrokenRule? Zone(string? value, bool required) => value switch
    {
        null => required ? new("required", "timeZone", "The time zone is missing.") : null,
        _ => TimeZones.IsIana(value) ? null : new("not-a-time-zone", "timeZone", "The time zone is an IANA name, for example Europe/Zurich."),
    };
}
