using Clemap.Contracts.Telemetry;

namespace Clemap.Testing.Faults;

/// <summary>
/// Minutes and quarter hours computed once more from the rows, without the product. Averages of quarter hours are those of their minutes, weighted by rows; borders without a register
/// are interpolated. Where its neighbours are more than an hour apart, so that a register may have risen by more than a kWh, the rules of <c>docs/telemetry.md</c> for leaps come in,
/// which have tests of their own: registers are not reckoned here then.
/// </summary>
internal sealed class RollupReference
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Reading[] rows;
    private readonly DateTimeOffset[] times;

    /// <param name="rows">All of one source.</param>
    public RollupReference(IEnumerable<Reading> rows)
    {
        this.rows = [.. rows.OrderBy(row => row.At)];
        times = Array.ConvertAll(this.rows, row => row.At);
    }

    public IEnumerable<RolledUp> Minutes(DateTimeOffset quarter) =>
        Within(quarter, quarter + Quarter).GroupBy(row => row.At - TimeSpan.FromTicks(row.At.UtcTicks % Minute.Ticks)).Select(minute => MinuteOf(minute.Key, [.. minute]));

    /// <summary><see langword="null"/> where there is no row.</summary>
    public RolledUp? QuarterOf(DateTimeOffset start)
    {
        var minutes = Minutes(start).ToList();
        if (minutes.Count == 0)
            return null;
        var values = Enumerable.Range(0, 4).Select(index => Merge([.. minutes.Select(minute => (minute.Values[index], minute.Readings))])).ToArray();
        Border[] borders =
        [
            BorderAt(start, row => row.ImportWh), BorderAt(start + Quarter, row => row.ImportWh), BorderAt(start, row => row.ExportWh), BorderAt(start + Quarter, row => row.ExportWh),
        ];
        var isReckoned = borders.All(border => border.IsReckoned);
        return new(
            start, minutes.Sum(minute => minute.Readings), values, isReckoned ? Array.ConvertAll(borders, border => border.Wh) : null,
            !isReckoned ? null : borders.Any(border => border.IsEstimated) ? 1 : 0);
    }

    private static RolledUp MinuteOf(DateTimeOffset start, Reading[] rows) => new(
        start, rows.Length,
        [Span(rows, row => row.CurrentL1A), Span(rows, row => row.CurrentL2A), Span(rows, row => row.CurrentL3A), Span(rows, PowerOf)],
        [rows.Min(row => row.ImportWh), rows.Max(row => row.ImportWh), rows.Min(row => row.ExportWh), rows.Max(row => row.ExportWh)], null);

    private static double? PowerOf(Reading row) => row.ActiveL1W is null && row.ActiveL2W is null && row.ActiveL3W is null ? null
        : (row.ActiveL1W ?? 0d) + (row.ActiveL2W ?? 0d) + (row.ActiveL3W ?? 0d);

    private static Spread? Span(Reading[] rows, Func<Reading, double?> value)
    {
        var values = rows.Select(value).OfType<double>().ToArray();
        return values.Length == 0 ? null : new(values.Min(), values.Average(), values.Max());
    }

    private static Spread? Merge(List<(Spread? Of, int Rows)> minutes)
    {
        var known = minutes.Where(minute => minute.Of is not null).ToList();
        return known.Count == 0 ? null
            : new(known.Min(minute => minute.Of!.Least), known.Sum(minute => minute.Of!.Mean * minute.Rows) / known.Sum(minute => minute.Rows), known.Max(minute => minute.Of!.Most));
    }

    private Border BorderAt(DateTimeOffset at, Func<Reading, long?> register)
    {
        var place = Array.BinarySearch(times, at);
        if (place >= 0 && register(rows[place]) is { } there)
            return new(there, true, false);
        var after = place >= 0 ? place + 1 : ~place;
        var next = Array.FindIndex(rows, after, row => register(row) is not null);
        var before = (place >= 0 ? place : ~place) - 1;
        var previous = before < 0 ? -1 : Array.FindLastIndex(rows, before, row => register(row) is not null);
        if (next < 0 && previous < 0)
            return new(null, true, false); // a meter without this register
        if (next < 0 || previous < 0 || times[next] - times[previous] > Hour)
            return new(null, false, false);
        var (low, high) = (register(rows[previous])!.Value, register(rows[next])!.Value);
        var share = (decimal)(at - times[previous]).Ticks / (times[next] - times[previous]).Ticks;
        return new((long)Math.Round(low + ((high - low) * share), MidpointRounding.AwayFromZero), true, true);
    }

    private IEnumerable<Reading> Within(DateTimeOffset from, DateTimeOffset to)
    {
        var place = Array.BinarySearch(times, from);
        for (var index = place < 0 ? ~place : place; index < rows.Length && times[index] < to; index++)
            yield return rows[index];
    }

    private readonly record struct Border(long? Wh, bool IsReckoned, bool IsEstimated);
}

internal sealed record Spread(double Least, double Mean, double Most);

/// <param name="Start">UTC.</param>
/// <param name="Readings">Rows behind it.</param>
/// <param name="Values">Three currents in A, then the power of all phases in W.</param>
/// <param name="Registers">First and last import, first and last export, Wh; <see langword="null"/> where they are not compared.</param>
/// <param name="Quality">0 measured, 1 estimated, 2 missing; <see langword="null"/> for minutes, and where it is not compared.</param>
internal sealed record RolledUp(DateTimeOffset Start, int Readings, Spread?[] Values, long?[]? Registers, int? Quality)
{
    // The product keeps averages as single precision, and rounds what it interpolates at another digit.
    private const double Tolerance = 0.02;

    /// <param name="stored">As it stands in the database.</param>
    public bool IsStoredAs(RolledUp stored) => Start == stored.Start && Readings == stored.Readings
        && Values.Zip(stored.Values).All(pair => Near(pair.First, pair.Second))
        && (Registers is null || (Quality == stored.Quality && Registers.Zip(stored.Registers!).All(pair => pair.First == pair.Second || (Quality == 1 && pair.First - pair.Second is 1 or -1))));

    public override string ToString() =>
        $"{Start:u} {Readings} [{string.Join(' ', Values.Select(value => $"{value?.Least}/{value?.Mean}/{value?.Most}"))}] [{string.Join(' ', Registers ?? [])}] {Quality}";

    private static bool Near(Spread? one, Spread? other) => one is null || other is null ? one == other
        : Math.Abs(one.Least - other.Least) < Tolerance && Math.Abs(one.Mean - other.Mean) < Tolerance && Math.Abs(one.Most - other.Most) < Tolerance;
}
