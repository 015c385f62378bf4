using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// The operator pulls the network plug of a station that charges. It was seen above its fallback; then the meter above must see it fall within the time
/// that is reckoned with, it must be at its fallback when it answers again, before any order reaches it, and no circuit may be over its fuse meanwhile. All
/// others are held at what they have.
/// </summary>
internal sealed class StationUnplugTest(EdgeConfiguration configuration, Site site, TimeProvider time)
{
    private const double ToleranceA = 0.5;

    /// <summary>A smaller fall could be a kettle.</summary>
    private const double SmallestFallA = 2;
    private const double SeenShare = 0.6;
    private static readonly TimeSpan UntilItFlows = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan UntilPulled = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UntilBack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan MustHold = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(10);

    public async Task<TestResult> RunAsync(TestBench bench, StationSource station, string by, CancellationToken cancellation)
    {
        station.LooksFirst = true;
        try
        {
            return await WatchAsync(bench, station, by, cancellation);
        }
        finally
        {
            station.LooksFirst = false;
        }
    }

    private async Task<TestResult> WatchAsync(TestBench bench, StationSource station, string by, CancellationToken cancellation)
    {
        var of = station.Configuration;
        TestResult Result(Verdict verdict, string code, params double[] values) => new(
            "unplug", of.Id, of.Name, verdict, code, [.. values.Select(value => value.ToString("0.#", CultureInfo.InvariantCulture))], time.GetUtcNow(), by);
        bool fallsBack = station.Traits.FallbackTime is not null && of.FallbackA < of.MaximumA;
        double leastA = fallsBack ? of.FallbackA + SmallestFallA : SmallestFallA;

        bench.Step("unplug-wait-for-current");
        if (!await time.UntilAsync(() => Current(station) >= leastA, UntilItFlows, cancellation))
            return Result(Verdict.Unclear, "unplug-nothing-flowed");
        var heldA = site.Stations.ToDictionary(one => one.Configuration.Id, one => one.ConfirmedA ?? (one == station ? of.MaximumA : 0));
        site.Test.Set(heldA);
        await Task.Delay(Settling, time, cancellation);

        bench.Step("unplug-pull");
        var watch = CircuitPath.MeterAbove(configuration, site, of.CircuitId) is { } meter ? new MeterWatch(meter, Beside(station, meter), time) : null;
        if (!await time.UntilAsync(IsGone, UntilPulled, cancellation))
            return Result(Verdict.Unclear, "unplug-not-pulled");
        long goneAt = time.TimestampBefore(station.Latest!.Value.Age);
        if (!(Dominant(station.Latest!.Value.Sample) >= leastA)) // its last word
            return Result(Verdict.Unclear, "unplug-nothing-flowed");
        double?[] lastA = ToGrid(station);
        double[]? beforeA = watch?.MeanBefore(goneAt);

        bench.Step("unplug-wait");
        var away = (fallsBack ? station.Traits.FallbackTime!.Value : TimeSpan.Zero) + Beyond;
        long lastOver = goneAt;
        long? fallenAt = null;
        for (; time.GetElapsedTime(goneAt) < away; await Task.Delay(Waiting.Tick, time, cancellation))
        {
            if (IsOver())
                lastOver = time.GetTimestamp();
            if (!IsGone())
                return Result(Verdict.Unclear, "unplug-too-short", away.TotalSeconds);
            fallenAt = fallsBack && FallenAt() is { } seenAt ? fallenAt ?? seenAt : null;
            if (fallenAt is { } since && time.GetElapsedTime(since) > MustHold)
                break;
        }
        double overS = time.GetElapsedTime(goneAt, lastOver).TotalSeconds;
        bool isOver = IsOver();

        // It is looked at before it is ordered; nor may the first order after that raise it while this test looks.
        site.Test.Set(new Dictionary<Guid, double>(heldA) { [of.Id] = Math.Min(heldA[of.Id], of.FallbackA) });
        bench.Step("unplug-plug-in");
        bool isBack = await time.UntilAsync(() => !IsGone(), UntilBack, cancellation);
        var seenA = isBack ? Current(station) : null;
        if (isOver)
            return Result(Verdict.Failed, "unplug-over", overS);
        if (!isBack)
            return Result(Verdict.Unclear, "unplug-not-back", overS);
        if (!fallsBack)
            return Result(Verdict.Passed, "unplug-station-keeps", of.FallbackA, overS);
        if (seenA is not { } backA)
            return Result(Verdict.Unclear, "unplug-no-value");
        if (backA > of.FallbackA + ToleranceA)
            return Result(Verdict.Failed, "unplug-station-failed", backA, of.FallbackA);
        if (beforeA is null)
            return Result(Verdict.Passed, "unplug-station-unseen", backA, of.FallbackA, away.TotalSeconds);
        return fallenAt is { } fell
            ? Result(Verdict.Passed, "unplug-station-passed", time.GetElapsedTime(goneAt, fell).TotalSeconds, of.FallbackA, backA, overS)
            : Result(Verdict.Failed, "unplug-station-stayed", away.TotalSeconds, of.FallbackA);

        bool IsGone()
        {
            watch?.Look();
            return station.Latest is not var (_, age) || age > GoneAfter;
        }

        // On each phase that has to fall, the meter lost more than half of it.
        long? FallenAt() => beforeA is not null && watch!.Now() is var (at, nowA) && at > goneAt && Enumerable.Range(0, 3).All(phase =>
            (lastA[phase] ?? 0) - of.FallbackA is var fallA && (fallA < SmallestFallA || beforeA[phase] - nowA[phase] >= SeenShare * fallA)) ? at : null;
    }

    private List<StationSource> Beside(StationSource station, MeterSource meter) =>
        [.. site.Stations.Where(one => one != station && CircuitPath.IsBelow(configuration, one.Configuration.CircuitId, meter.Configuration.Id))];

    private bool IsOver()
    {
        for (int i = 0; i < site.CircuitMeters.Count; i++)
            if (site.CircuitMeters[i]?.Latest is var (sample, _) && Enumerable.Range(0, 3).Any(phase =>
                sample.CurrentA[phase] > site.Topology.Circuits[i].RatingA[(Phase)phase]))
                return true;
        return false;
    }

    private static double? Current(StationSource station) =>
        station.Latest is var (sample, age) && age < GoneAfter ? Dominant(sample) : null;

    private static double? Dominant(StationSample sample) => sample.CurrentA.Dominant is { } amps ? Math.Abs(amps) : null;

    private static double?[] ToGrid(StationSource station)
    {
        PhaseValues onGridA = station.Latest!.Value.Sample.CurrentA.ToGrid(station.Configuration.Rotation);
        return [Math.Abs(onGridA.L1 ?? 0), Math.Abs(onGridA.L2 ?? 0), Math.Abs(onGridA.L3 ?? 0)];
    }
}
