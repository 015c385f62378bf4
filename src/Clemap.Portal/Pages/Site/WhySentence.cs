using System.Globalization;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Site;

/// <summary>Turns the controller's reason codes into one plain sentence: no code, no jargon, no blame.</summary>
internal static class WhySentence
{
    /// <param name="reasons">Codes as the edge sent them, most important first, separated by <c>;</c>. Only the first is told: it is the one that decides.</param>
    public static string? Of(string? reasons, TimeZoneInfo zone, IStringLocalizer<Reasons> text)
    {
        var code = reasons?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (code is null)
            return null;
        var (kind, rest) = Cut(code);
        return kind switch
        {
            "circuit" => Circuit(rest, text),
            "queue" => Queue(rest, zone, text),
            _ when text[kind] is { ResourceNotFound: false } sentence => sentence,
            _ => text["unknown"],
        };
    }

    // circuit:{name}:{L1|L2|L3|sum}; a name may hold a colon, a phase never does.
    private static string Circuit(string rest, IStringLocalizer<Reasons> text)
    {
        var at = rest.LastIndexOf(':');
        var (name, phase) = at < 0 ? (rest, "sum") : (rest[..at], rest[(at + 1)..]);
        return phase == "sum" ? text["circuit.sum", name] : text["circuit", name, phase];
    }

    // queue:{place}:{ISO time}; the time may be absent.
    private static string Queue(string rest, TimeZoneInfo zone, IStringLocalizer<Reasons> text)
    {
        var (place, time) = Cut(rest);
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? text["queue", place, SwissFormat.Time(at, zone)]
            : text["queue.open", place];
    }

    private static (string Head, string Tail) Cut(string code)
    {
        var at = code.IndexOf(':', StringComparison.Ordinal);
        return at < 0 ? (code, "") : (code[..at], code[(at + 1)..]);
    }
}
