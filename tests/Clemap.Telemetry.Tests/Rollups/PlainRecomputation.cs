using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Rollups;

namespace Clemap.Telemetry.Tests.Rollups;

/// <summary>The rules of <c>docs/telemetry.md</c> over all rows of one source at once, written without a look at the SQL that keeps up with them row by row.</summary>
internal sealed class PlainRecomputation
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);
    private readonly List<Reading> rows;

    public PlainRecomputation(IEnumerable<Reading> readings) => rows = [.. readings.DistinctBy(row => row.At).OrderBy(row => row.At)];

    public List<QuarterHour> Quarters()
    {
        var (import, export) = (new Register(this, row => row.ImportWh), new Register(this, row => row.ExportWh));
        var result = new List<QuarterHour>();
        for (var start = Floor(rows[0].At, Quarter); start <= rows[^1].At; start += Quarter)
        {
            var readings = rows.Count(row => row.At >= start && row.At < start + Quarter);
            var (taken, given) = (import.Over(start), export.Over(start));
            var isMissing = taken.Wh is null || given.IsHalf || (given.IsWhole && given.Wh is null);
            if (isMissing && readings == 0)
                continue;
            result.Add(isMissing
                ? new QuarterHour(rows[0].SourceId, start, 0, 0, readings, EnergyQuality.Missing)
                : new QuarterHour(
                    rows[0].SourceId, start, taken.Wh!.Value, given.Wh ?? 0, readings,
                    taken.IsEstimated || given.IsEstimated ? EnergyQuality.Estimated : EnergyQuality.Measured));
        }

        return result;
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan width) => new(at.UtcTicks / width.Ticks * width.Ticks, TimeSpan.Zero);

    private double? PowerAround(DateTimeOffset one, DateTimeOffset other)
    {
        var near = rows
            .Where(row => new[] { one, other }.Any(at => Floor(row.At, Minute) >= at - Quarter && Floor(row.At, Minute) <= at + Quarter))
            .Where(row => (row.ActiveL1W ?? row.ActiveL2W ?? row.ActiveL3W) is not null)
            .Select(row => Math.Abs((double)((row.ActiveL1W ?? 0) + (row.ActiveL2W ?? 0) + (row.ActiveL3W ?? 0))))
            .ToList();
        return near.Count == 0 ? null : near.Max();
    }

    private sealed record Energy(long? Wh, bool IsWhole, bool IsHalf, bool IsEstimated);

    private sealed record Step(DateTimeOffset From, long Before, DateTimeOffset To, long After, long? Wh)
    {
        public bool Falls => After < Before;

        public bool Touches(DateTimeOffset start) => From < start + Quarter && To > start;

        public long UpTo(DateTimeOffset at)
        {
            var (part, whole) = ((long)(at - From).TotalSeconds, (long)(To - From).TotalSeconds);
            return (long)Math.Floor(((decimal)Wh!.Value * part / whole) + 0.5m);
        }

        public long In(DateTimeOffset start) => UpTo(start + Quarter < To ? start + Quarter : To) - UpTo(start > From ? start : From);
    }

    private sealed class Register
    {
        private readonly List<(DateTimeOffset At, long Wh)> points = [];
        private readonly List<Step> steps = [];
        private readonly PlainRecomputation all;

        public Register(PlainRecomputation all, Func<Reading, long?> value)
        {
            this.all = all;
            foreach (var minute in all.rows.Where(row => value(row) < 1L << 60).GroupBy(row => Floor(row.At, Minute)))
            {
                var values = minute.Select(row => (row.At, Wh: value(row)!.Value)).ToList();
                var grows = values.TrueForAll(point => point.Wh >= values[0].Wh && point.Wh <= values[^1].Wh && values[^1].Wh - values[0].Wh <= 1_000);
                points.AddRange(grows ? values.Where((_, index) => index == 0 || index == values.Count - 1) : values);
            }

            for (var index = 1; index < points.Count; index++)
                steps.Add(StepOf(points[index - 1], points[index]));
        }

        public Energy Over(DateTimeOffset start)
        {
            var end = start + Quarter;
            var (isFirstKnown, isLastKnown) = (IsKnown(start), IsKnown(end));
            var touching = steps.FindAll(step => step.Touches(start));
            var isEstimated = (isFirstKnown && !IsRead(start)) || (isLastKnown && !IsRead(end)) || touching.Exists(step => step.Falls);
            var isFault = touching.Exists(step => step.Wh is null) || touching.Count(step => step.Falls) > 1 || ComesAndGoes(start);
            var wh = isFirstKnown && isLastKnown && !isFault ? touching.Sum(step => step.In(start)) : (long?)null;
            return new Energy(wh, isFirstKnown && isLastKnown, isFirstKnown != isLastKnown, isEstimated);
        }

        // Back where it was before it fell, or fallen back to where it was before it rose, within the quarter hour and those beside it.
        private bool ComesAndGoes(DateTimeOffset start)
        {
            var end = start + Quarter;
            var near = points.FindAll(point => point.At >= start - Quarter && point.At < end + Quarter);
            if (!IsRead(start) && points.Exists(point => point.At < start))
                near = [.. near.Prepend(points.FindLast(point => point.At < start)).Distinct().OrderBy(point => point.At)];
            if (!IsRead(end) && points.Exists(point => point.At > end))
                near = [.. near.Append(points.Find(point => point.At > end)).Distinct().OrderBy(point => point.At)];
            for (var index = 1; index < near.Count; index++)
            {
                var (before, now) = (near[index - 1], near[index]);
                var touches = before.At < end && now.At > start;
                var earlier = near.Take(index).ToList();
                var high = earlier.Max(point => point.Wh);
                if (touches && now.Wh > before.Wh && before.Wh < high && now.Wh >= high)
                    return true;
                if (now.Wh < before.Wh && now.Wh >= near[0].Wh
                    && (touches || earlier.Exists(point => point.At >= start && point.At <= end && point.Wh > now.Wh)))
                    return true;
            }

            return false;
        }

        private bool IsRead(DateTimeOffset at) => points.Exists(point => point.At == at);

        private bool IsKnown(DateTimeOffset border) =>
            IsRead(border) || steps.Exists(step => step.From < border && step.To > border && step.To - step.From <= Month);

        private Step StepOf((DateTimeOffset At, long Wh) from, (DateTimeOffset At, long Wh) to)
        {
            var hours = ((to.At - from.At).TotalSeconds + 60) / 3600;
            var power = all.PowerAround(from.At, to.At);
            long? wh = to.Wh - from.Wh;
            if (wh > 1_000 && wh > (Math.Max(2 * power ?? 0, 250_000) * hours) + 1_000)
                wh = null;
            if (wh < 0)
            {
                var modulus = new[]
                {
                    100_000_000, 1_000_000_000, 2_147_483_648, 4_294_967_296, 10_000_000_000, 21_474_836_480, 42_949_672_960, 100_000_000_000,
                    214_748_364_800, 429_496_729_600, 1_000_000_000_000, 2_147_483_648_000, 4_294_967_296_000,
                }.FirstOrDefault(modulus => modulus > from.Wh);
                var rolled = modulus - from.Wh + to.Wh;
                wh = modulus > 0 && rolled <= modulus / 10 && rolled <= ((2 * power ?? 250_000) * hours) + 1_000 ? rolled : 0;
            }

            return new Step(from.At, from.Wh, to.At, to.Wh, wh);
        }
    }
}
