using Clemap.Portal.Components.Charts;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Clemap.Telemetry.Readings;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.History;

/// <summary>Current, power or voltage per phase, with the smallest and largest value of each point as a band.</summary>
internal static class CurveChart
{
    private static readonly IReadOnlyList<int> Dashed = [8, 3];
    private static readonly IReadOnlyList<int> Dotted = [2, 3];

    /// <param name="fuseA">Rating of the circuit that the curve is of, A per phase.</param>
    /// <param name="reasons">Why the station gave what it gave, in order of time.</param>
    public static ChartData Of(
        Series series, Quantity quantity, double? fuseA, IReadOnlyList<(DateTimeOffset At, string? Sentence)> reasons, HistorySpan span, TimeZoneInfo zone,
        IStringLocalizer<HistoryTexts> text)
    {
        var points = Broken(series);
        var scale = quantity is Quantity.Power ? 0.001 : 1;
        var phases = PhasesOf(quantity);
        List<ChartSeries> drawn = [];
        if (quantity is Quantity.Power)
            drawn.Add(Line(text["Total"], "--green", null, points, point => point.ActiveW, scale));
        drawn.AddRange(new[] { ("L1", "--phase-l1", (IReadOnlyList<int>?)null), ("L2", "--phase-l2", Dashed), ("L3", "--phase-l3", Dotted) }
            .Select((phase, index) => Line(phase.Item1, phase.Item2, phase.Item3, points, phases[index], scale, withBand: quantity is not Quantity.Power)));
        return new ChartData(
            ChartKind.Lines, UnitOf(quantity), quantity is Quantity.Power ? 2 : 1, zone.Id, span.From(zone).ToUnixTimeMilliseconds(), span.To(zone).ToUnixTimeMilliseconds(),
            [.. points.Select(point => new ChartPoint(point.At.ToUnixTimeMilliseconds(), "", SwissFormat.DateAndTime(point.At, zone), ReasonAt(point.At, reasons)))],
            [.. drawn.Where(line => line.Values.Any(value => value is not null))],
            fuseA is { } rating && quantity is Quantity.Current ? [new(text["Fuse", SwissFormat.Limit(rating)], rating, "--red")] : []);
    }

    public static string UnitOf(Quantity quantity) => quantity switch
    {
        Quantity.Power => "kW",
        Quantity.Voltage => "V",
        _ => "A",
    };

    private static Func<SeriesPoint, Band?>[] PhasesOf(Quantity quantity) => quantity switch
    {
        Quantity.Power => [point => point.ActiveL1W, point => point.ActiveL2W, point => point.ActiveL3W],
        Quantity.Voltage => [point => point.VoltageL1V, point => point.VoltageL2V, point => point.VoltageL3V],
        _ => [point => point.CurrentL1A, point => point.CurrentL2A, point => point.CurrentL3A],
    };

    // A point without a value where points are missing, so that no line is drawn over what nobody measured.
    private static List<SeriesPoint> Broken(Series series)
    {
        var points = new List<SeriesPoint>(series.Points.Count);
        foreach (var point in series.Points)
        {
            // Days have 25 hours when the clock goes back.
            if (points is [.., var before] && point.At - before.At > TimeSpan.FromSeconds(series.StepSeconds * 1.1))
                points.Add(new(before.At.AddSeconds(series.StepSeconds), null, null, null, null, null, null, null, null, null, null, null, null));
            points.Add(point);
        }

        return points;
    }

    private static ChartSeries Line(
        string name, string color, IReadOnlyList<int>? dash, List<SeriesPoint> points, Func<SeriesPoint, Band?> bandOf, double scale, bool withBand = true)
    {
        List<double?> Of(Func<Band, float> value) => points.ConvertAll(point => bandOf(point) is { } band ? Math.Round(value(band) * scale, 3) : (double?)null);
        return new(name, color, Of(band => band.Average), withBand ? Of(band => band.Minimum) : null, withBand ? Of(band => band.Maximum) : null, dash);
    }

    private static string? ReasonAt(DateTimeOffset at, IReadOnlyList<(DateTimeOffset At, string? Sentence)> reasons) => reasons.LastOrDefault(reason => reason.At <= at).Sentence;
}

internal enum Quantity
{
    Current,
    Power,
    Voltage,
}
