using System.Text.Json.Serialization;

namespace Clemap.Portal.Components.Charts;

/// <summary>What a chart shows, ready to be drawn: charts.js knows nothing of energy, languages or time zones.</summary>
/// <param name="Unit">Of all values, for example <c>kWh</c>.</param>
/// <param name="Decimals">Digits after the point in tooltips and the table.</param>
/// <param name="Zone">IANA name; the axis of time has its ticks on full hours and days there.</param>
/// <param name="From">Left border, ms since 1970.</param>
/// <param name="To">Right border, ms since 1970.</param>
/// <param name="Points">In order of time.</param>
public sealed record ChartData(
    ChartKind Kind, string Unit, int Decimals, string Zone, long From, long To, IReadOnlyList<ChartPoint> Points, IReadOnlyList<ChartSeries> Series, IReadOnlyList<ChartLine> Lines)
{
    public bool IsEmpty => Series.All(series => series.Values.All(value => value is null));
}

[JsonConverter(typeof(JsonStringEnumConverter<ChartKind>))]
public enum ChartKind
{
    Lines,
    Bars,
}

/// <param name="At">ms since 1970.</param>
/// <param name="Label">Below a bar.</param>
/// <param name="Title">Over the values of the tooltip, and in the table.</param>
/// <param name="Note">A sentence below the values of the tooltip.</param>
public sealed record ChartPoint(long At, string Label, string Title, string? Note = null);

/// <param name="Color">Name of a variable of theme.css, for example <c>--green</c>.</param>
/// <param name="Values">One for each point; <see langword="null"/> where nothing is known, and there the line is broken.</param>
/// <param name="Low">Smallest within each point, to be drawn as a band.</param>
/// <param name="High">Largest within each point.</param>
/// <param name="Dash">Lengths of strokes and gaps; a full line without.</param>
/// <param name="AsLine">A line over bars.</param>
/// <param name="Steps">Holds its value until the next point.</param>
public sealed record ChartSeries(
    string Name, string Color, IReadOnlyList<double?> Values, IReadOnlyList<double?>? Low = null, IReadOnlyList<double?>? High = null, IReadOnlyList<int>? Dash = null,
    bool AsLine = false, bool Steps = false);

/// <summary>A horizontal line that is not to be crossed, or was wished for.</summary>
public sealed record ChartLine(string Name, double Value, string Color, bool Dashed = false);
