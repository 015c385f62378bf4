using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Commissioning;

/// <summary>The operator pulls the network plug of a meter or a station; the seconds are measured until everything is under its limit.</summary>
internal sealed class UnplugTest(EdgeConfiguration configuration, Site site, TimeProvider time)
{
    private const double ToleranceA = 0.5;
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan UntilPulled = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UntilBack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UntilUnder = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan MustHold = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Beyond = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    public async Task<TestResult> RunAsync(TestBench bench, MeterSource meter, string by, CancellationToken cancellation)
    {
        var of = meter.Configuration;
        TestResult Result(Verdict verdict, string code, params string[] values) => new("unplug", of.Id, of.Name, verdict, code, values, time.GetUtcNow(), by);
        var stations = site.Stations.Where(station => IsBelow(station.Configuration.CircuitId, of.Id)).ToList();

        bench.Step("unplug-pull");
        if (!await UntilAsync(() => Age(meter.Latest?.Age) > GoneAfter, UntilPulled, cancellation))
            return Result(Verdict.Unclear, "unplug-not-pulled");
        long goneAt = time.GetTimestamp() - Ticks(Age(meter.Latest?.Age));
        bool flowed = stations.Any(station => Current(station) > station.Configuration.FallbackA + ToleranceA);
        bench.Step("unplug-measure");
        // A station that does not answer is not known to be under its fallback.
        bool AllUnder() => stations.All(station => Current(station) <= station.Configuration.FallbackA + ToleranceA);
        double? seconds = await SecondsUntilAsync(AllUnder, goneAt, cancellation);
        bench.Step("unplug-plug-in");
        bool isBack = await UntilAsync(() => Age(meter.Latest?.Age) < GoneAfter, UntilBack, cancellation);
        if (seconds is not { } measured)
            return Result(Verdict.Failed, "unplug-meter-failed", Text(UntilUnder.TotalSeconds));
        if (!isBack)
            return Result(Verdict.Unclear, "unplug-not-back", Text(measured));
        return flowed ? Result(Verdict.Passed, "unplug-meter-passed", Text(measured)) : Result(Verdict.Unclear, "unplug-nothing-flowed");
    }

    /// <summary>A station that is cut off must be at its fallback when it is seen again, and its circuits must not have been over their fuses meanwhile.</summary>
    public async Task<TestResult> RunAsync(TestBench bench, StationSource station, string by, CancellationToken cancellation)
    {
        var of = station.Configuration;
        TestResult Result(Verdict verdict, string code, params string[] values) => new("unplug", of.Id, of.Name, verdict, code, values, time.GetUtcNow(), by);

        bench.Step("unplug-pull");
        if (!await UntilAsync(() => Age(station.Latest?.Age) > GoneAfter, UntilPulled, cancellation))
            return Result(Verdict.Unclear, "unplug-not-pulled");
        long goneAt = time.GetTimestamp() - Ticks(Age(station.Latest?.Age));
        bool flowed = Current(station) > of.FallbackA + ToleranceA; // its last word
        bench.Step("unplug-wait");
        long lastOver = goneAt;
        var away = (station.Traits.FallbackTime ?? TimeSpan.Zero) + Beyond;
        for (; time.GetElapsedTime(goneAt) < away; await Task.Delay(Tick, time, cancellation))
        {
            if (IsOver())
                lastOver = time.GetTimestamp();
            if (Age(station.Latest?.Age) < GoneAfter)
                return Result(Verdict.Unclear, "unplug-too-short", Text(away.TotalSeconds));
        }
        string overS = Text(time.GetElapsedTime(goneAt, lastOver).TotalSeconds);
        if (IsOver())
            return Result(Verdict.Failed, "unplug-over", overS);
        bench.Step("unplug-plug-in");
        if (!await UntilAsync(() => Age(station.Latest?.Age) < GoneAfter, UntilBack, cancellation))
            return Result(Verdict.Unclear, "unplug-not-back", overS);
        double? seenA = Current(station);
        if (!(seenA <= of.FallbackA + ToleranceA))
            return Result(Verdict.Failed, "unplug-station-failed", Text(seenA ?? double.NaN), Text(of.FallbackA));
        return flowed ? Result(Verdict.Passed, "unplug-station-passed", overS, Text(seenA.Value), Text(of.FallbackA)) : Result(Verdict.Unclear, "unplug-nothing-flowed");
    }

    private async Task<double?> SecondsUntilAsync(Func<bool> holds, long since, CancellationToken cancellation)
    {
        long? heldSince = null;
        for (; time.GetElapsedTime(since) < UntilUnder; await Task.Delay(Tick, time, cancellation))
        {
            heldSince = holds() ? heldSince ?? time.GetTimestamp() : null;
            if (heldSince is { } from && time.GetElapsedTime(from) > MustHold)
                return time.GetElapsedTime(since, from).TotalSeconds;
        }
        return null;
    }

    private bool IsOver()
    {
        for (int i = 0; i < site.CircuitMeters.Count; i++)
            if (site.CircuitMeters[i]?.Latest is var (sample, _) && Enumerable.Range(0, 3).Any(phase =>
                sample.CurrentA[phase] > site.Topology.Circuits[i].RatingA[(Phase)phase]))
                return true;
        return false;
    }

    private bool IsBelow(Guid circuitId, Guid meterId)
    {
        for (Guid? id = circuitId; id is not null;)
        {
            var circuit = configuration.Circuits.First(c => c.Id == id);
            if (circuit.MeterId == meterId)
                return true;
            id = circuit.ParentId;
        }
        return false;
    }

    private static double? Current(StationSource station) =>
        station.Latest is var (sample, age) && age < TimeSpan.FromSeconds(5) && sample.CurrentA.Dominant is { } amps ? Math.Abs(amps) : null;

    private static TimeSpan Age(TimeSpan? age) => age ?? TimeSpan.MaxValue;

    private long Ticks(TimeSpan age) => age == TimeSpan.MaxValue ? 0 : (long)(age.TotalSeconds * time.TimestampFrequency);

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private async Task<bool> UntilAsync(Func<bool> holds, TimeSpan longest, CancellationToken cancellation)
    {
        for (long start = time.GetTimestamp(); time.GetElapsedTime(start) < longest; await Task.Delay(Tick, time, cancellation))
            if (holds())
                return true;
        return false;
    }
}
