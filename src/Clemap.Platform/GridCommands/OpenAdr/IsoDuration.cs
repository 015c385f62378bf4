using System.Globalization;
using System.Text.RegularExpressions;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>Durations as OpenADR 3 writes them (ISO 8601). Years are 365 days; months have no length and are not understood.</summary>
internal static partial class IsoDuration
{
    /// <summary>From 100 years on: without an end, as P9999Y.</summary>
    public static readonly TimeSpan Endless = TimeSpan.FromDays(36_500);

    /// <returns><see langword="null"/> for what is no duration, is negative, or has months.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match || !match.Groups.Values.Skip(1).Any(group => group.Success))
            return null;
        var days = (Number(match, "y") * 365) + (Number(match, "w") * 7) + Number(match, "d");
        var seconds = (days * 86_400) + (Number(match, "h") * 3_600) + (Number(match, "m") * 60) + Number(match, "s");
        return seconds >= Endless.TotalSeconds ? Endless : TimeSpan.FromSeconds(seconds);
    }

    private static double Number(Match match, string name) => match.Groups[name] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?:(?<y>\d{1,9})Y)?(?:(?<w>\d{1,9})W)?(?:(?<d>\d{1,9})D)?(?:T(?=\d)(?:(?<h>\d{1,9})H)?(?:(?<m>\d{1,9})M)?(?:(?<s>\d{1,9}(?:\.\d{1,9})?)S)?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
