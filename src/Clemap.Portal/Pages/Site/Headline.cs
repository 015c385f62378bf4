using Clemap.Contracts.Telemetry;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Site;

/// <summary>The page in three sentences, for who knows nothing about electricity.</summary>
internal static class Headline
{
    public static string Of(SiteBoard board, IStringLocalizer<SiteTexts> text)
    {
        var stations = board.Stations.ToList();
        return string.Join(' ', new[] { Charging(stations, board.ChargingW, text), Grid(board.GridConnection, text), Held(stations, text) }.OfType<string>());
    }

    private static string Charging(List<StationView> stations, double chargingW, IStringLocalizer<SiteTexts> text) =>
        stations.Count(station => station.State is StationState.Charging or StationState.Discharging) switch
        {
            0 => text["Headline.None"],
            1 => text["Headline.One", SwissFormat.Kilowatt(chargingW)],
            var count => text["Headline.Many", count, SwissFormat.Kilowatt(chargingW)],
        };

    private static string? Grid(CircuitView? grid, IStringLocalizer<SiteTexts> text)
    {
        if (grid?.Current.Fullest is not { } fullest)
            return null;
        var limitA = grid.Limit.InForceA ?? grid.Limit.CommissionedA;
        return fullest.CurrentA < 0
            ? text["Headline.FeedIn"]
            : text["Headline.Grid", SwissFormat.Ampere(fullest.CurrentA), SwissFormat.Limit(limitA), fullest.Phase];
    }

    private static string? Held(List<StationView> stations, IStringLocalizer<SiteTexts> text)
    {
        var held = stations.Count(IsHeld);
        return held switch
        {
            0 => null,
            1 => text["Headline.HeldOne"].Value,
            _ => text["Headline.HeldMany", held].Value,
        };
    }

    // A vehicle is there and the building, not the vehicle, is what keeps it from more.
    private static bool IsHeld(StationView station) =>
        station.State is StationState.Charging or StationState.Occupied
        && station.Reason is { } reason
        && (reason is "resting" or "grid-operator" or "peak-cap" or "staggered"
            || reason.StartsWith("circuit:", StringComparison.Ordinal) || reason.StartsWith("no-room:", StringComparison.Ordinal) || reason.StartsWith("queue:", StringComparison.Ordinal)
            || reason.StartsWith("unbalance:", StringComparison.Ordinal) || reason.StartsWith("fail-safe", StringComparison.Ordinal));
}
