using System.Globalization;
using Clemap.Contracts.Telemetry;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Site;

/// <summary>Turns the controller's reason codes into one plain sentence: no code, no jargon, no blame.</summary>
internal static class WhySentence
{
    // The controller speaks of what it gives; a person asks what the vehicle in front of them does with it.
    public static string? OfStation(StationView station, TimeZoneInfo zone, IStringLocalizer<Reasons> text) => station switch
    {
        { Reason: "locked", Limit.WaitsForTariff: true } => text["tariff"],
        { Reason: "locked", Limit.WindowA: 0 } => text["window-locked"],
        { Reason: "station-limit", Limit.WindowA: { } windowA } when windowA < station.Limit.EffectiveWishA => text["window", SwissFormat.Limit(windowA)],
        { Reason: null or "locked" or "fail-safe" or "not-reachable" or "ignores-orders" or "grid-operator" } => Of(station.Reason, zone, text),
        { State: StationState.Free } => text[station.Model.Switched ? "not-connected.switched" : "not-connected"],
        { State: StationState.Occupied, Reason: "station-maximum" } => text["unused"],
        _ => Of(station.Reason, zone, text),
    };

    /// <param name="code">As the edge sent it, for example <c>circuit:Garage B:L2</c>.</param>
    public static string? Of(string? code, TimeZoneInfo zone, IStringLocalizer<Reasons> text)
    {
        if (string.IsNullOrEmpty(code))
            return null;
        var (kind, rest) = Cut(code);
        return kind switch
        {
            "circuit" => OnPhase("circuit", "circuit.sum", rest, text),
            "no-room" => OnPhase("no-room", "no-room.sum", rest, text),
            "unbalance" => Unbalance(rest, text),
            "queue" => Queue(rest, zone, text),
            _ when text[kind] is { ResourceNotFound: false } sentence => sentence,
            _ => text["unknown"],
        };
    }

    // circuit:{name}:{L1|L2|L3|sum} and no-room likewise; a name may hold a colon, a phase never does.
    private static string OnPhase(string one, string sum, string rest, IStringLocalizer<Reasons> text)
    {
        var (name, phase) = CutLast(rest);
        return phase is "" or "sum" ? text[sum, name] : text[one, name, phase];
    }

    // unbalance:{name}:{L1|L2|L3}
    private static string Unbalance(string rest, IStringLocalizer<Reasons> text)
    {
        var (name, phase) = CutLast(rest);
        return text["unbalance", name, phase];
    }

    // queue:{place}:{ISO time}; the time may be absent.
    private static string Queue(string rest, TimeZoneInfo zone, IStringLocalizer<Reasons> text)
    {
        var (place, time) = Cut(rest);
        return DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? text["queue", place, SwissFormat.Time(at, zone)]
            : text["queue.open", place];
    }

    private static (string Head, string Tail) CutLast(string code)
    {
        var at = code.LastIndexOf(':');
        return at < 0 ? (code, "") : (code[..at], code[(at + 1)..]);
    }

    private static (string Head, string Tail) Cut(string code)
    {
        var at = code.IndexOf(':', StringComparison.Ordinal);
        return at < 0 ? (code, "") : (code[..at], code[(at + 1)..]);
    }
}
