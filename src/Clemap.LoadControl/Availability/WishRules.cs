using Clemap.LoadControl.FailSafe;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Availability;

/// <param name="Code">One of <see cref="LimitRefusalCodes"/> or <see cref="WishRefusalCodes"/>.</param>
/// <param name="SubjectId">The circuit or station that the wish is about; <see langword="null"/> when it is about the site.</param>
/// <param name="Field">Path in the desired state, for example <c>calendars.01900….weekly[2].limitA</c>.</param>
/// <param name="Message">One plain English sentence.</param>
public sealed record WishRefusal(string Code, Guid? SubjectId, string Field, string Message);

public static class WishRefusalCodes
{
    public const string UnknownTimeZone = "unknown-time-zone";
    public const string TooMany = "too-many";
    public const string NoDays = "no-days";
    public const string UnknownDay = "unknown-day";
    public const string RepeatedDay = "repeated-day";
    public const string EndsBeforeItBegins = "ends-before-it-begins";
    public const string Overlap = "overlap";
    public const string NeedsGridMeter = "needs-grid-meter";
}

/// <summary>Whether what is wanted may come into force at all. The cloud asks before it stores, the edge before it obeys.</summary>
public static class WishRules
{
    /// <summary>Windows of one calendar in the week, and spans of the low tariff.</summary>
    public const int MostWeekly = 50;

    public const int MostExceptions = 100;
    public const int MostInException = 20;

    /// <summary>Windows of all calendars together.</summary>
    public const int MostInAll = 2_000;

    public const double MostPeakCapW = 10_000_000;

    /// <returns>All refusals: circuits, stations, calendars (each by id), tariff, grid; empty when all is sound.</returns>
    public static IReadOnlyList<WishRefusal> Check(SiteTopology topology, Wishes wishes)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(wishes);
        var none = new Dictionary<Guid, double?>();
        return
        [
            .. LimitRules.Check(topology, wishes.CircuitLimitsA, none).Select(refusal => Of(refusal, $"circuits.{refusal.SubjectId}.limitA")),
            .. LimitRules.Check(topology, none, wishes.StationLimitsA).Select(refusal => Of(refusal, $"stations.{refusal.SubjectId}.limitA")),
            .. CheckZone(wishes),
            .. CheckSize(wishes),
            .. wishes.Calendars.OrderBy(entry => entry.Key).SelectMany(entry => CalendarRules.Check(topology, entry.Key, entry.Value)),
            .. CalendarRules.CheckSpans(wishes.LowTariff, null, "tariff.lowTariff"),
            .. CheckGrid(topology, wishes),
        ];
    }

    private static WishRefusal Of(LimitRefusal refusal, string field) => new(refusal.Code, refusal.SubjectId, field, refusal.Message);

    private static IEnumerable<WishRefusal> CheckZone(Wishes wishes)
    {
        if (wishes.Zone is null && (wishes.Calendars.Count > 0 || wishes.LowTariff.Count > 0))
            yield return new(WishRefusalCodes.UnknownTimeZone, null, "timeZone", "Windows need a time zone that is known here.");
    }

    private static IEnumerable<WishRefusal> CheckSize(Wishes wishes)
    {
        if (wishes.Calendars.Values.Sum(calendar => calendar.Weekly.Count + calendar.Exceptions.Sum(exception => 1 + exception.Windows.Count)) > MostInAll)
            yield return new(WishRefusalCodes.TooMany, null, "calendars", $"A site has at most {MostInAll} windows and exceptions.");
    }

    private static IEnumerable<WishRefusal> CheckGrid(SiteTopology topology, Wishes wishes)
    {
        var hasGridMeter = topology.Circuits[0].HasMeter;
        if (wishes.FromSurplus && !hasGridMeter)
            yield return new(WishRefusalCodes.NeedsGridMeter, null, "mode", "Charging from surplus needs a meter at the grid connection.");
        if (wishes.PeakCapW is not { } capW)
            yield break;
        if (!double.IsFinite(capW))
            yield return new(LimitRefusalCodes.NotANumber, null, "grid.peakCapW", "The peak cap is not a number.");
        else if (capW < 0)
            yield return new(LimitRefusalCodes.Negative, null, "grid.peakCapW", "The peak cap is negative.");
        else if (capW > MostPeakCapW)
            yield return new(LimitRefusalCodes.AboveRating, null, "grid.peakCapW", FormattableString.Invariant($"The peak cap is above {MostPeakCapW:0} W."));
        else if (!hasGridMeter)
            yield return new(WishRefusalCodes.NeedsGridMeter, null, "grid.peakCapW", "A peak cap needs a meter at the grid connection.");
    }
}
