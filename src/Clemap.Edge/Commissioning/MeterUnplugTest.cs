using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Commissioning;

/// <summary>The operator pulls the network plug of a meter; the seconds are measured until all stations below it are at their fallback.</summary>
internal sealed class MeterUnplugTest(EdgeConfiguration configuration, Site site, TimeProvider time)
{
    private const double ToleranceA = 0.5;
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan UntilPulled = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UntilBack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UntilUnder = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan MustHold = TimeSpan.FromSeconds(3);

    public async Task<TestResult> RunAsync(TestBench bench, MeterSource meter, string by, CancellationToken cancellation)
    {
        var of = meter.Configuration;
        TestResult Result(Verdict verdict, string code, params string[] values) => new("unplug", of.Id, of.Name, verdict, code, values, time.GetUtcNow(), by);
        var stations = site.Stations.Where(station => CircuitPath.IsBelow(configuration, station.Configuration.CircuitId, of.Id)).ToList();

        bench.Step("unplug-pull");
        if (!await time.UntilAsync(() => Age(meter.Latest?.Age) > GoneAfter, UntilPulled, cancellation))
            return Result(Verdict.Unclear, "unplug-not-pulled");
        long goneAt = meter.Latest is var (_, silentFor) ? time.TimestampBefore(silentFor) : time.GetTimestamp();
        bool flowed = stations.Any(station => Current(station) > station.Configuration.FallbackA + ToleranceA);
        bench.Step("unplug-measure");
        // A station that does not answer is not known to be under its fallback.
        bool AllUnder() => stations.All(station => Current(station) <= station.Configuration.FallbackA + ToleranceA);
        double? seconds = await SecondsUntilAsync(AllUnder, goneAt, cancellation);
        bench.Step("unplug-plug-in");
        bool isBack = await time.UntilAsync(() => Age(meter.Latest?.Age) < GoneAfter, UntilBack, cancellation);
        if (seconds is not { } measured)
            return Result(Verdict.Failed, "unplug-meter-failed", Text(UntilUnder.TotalSeconds));
        if (!isBack)
            return Result(Verdict.Unclear, "unplug-not-back", Text(measured));
        return flowed ? Result(Verdict.Passed, "unplug-meter-passed", Text(measured)) : Result(Verdict.Unclear, "unplug-nothing-flowed");
    }

    private async Task<double?> SecondsUntilAsync(Func<bool> holds, long since, CancellationToken cancellation)
    {
        long? heldSince = null;
        for (; time.GetElapsedTime(since) < UntilUnder; await Task.Delay(Waiting.Tick, time, cancellation))
        {
            heldSince = holds() ? heldSince ?? time.GetTimestamp() : null;
            if (heldSince is { } from && time.GetElapsedTime(from) > MustHold)
                return time.GetElapsedTime(since, from).TotalSeconds;
        }
        return null;
    }

    private static double? Current(StationSource station) =>
        station.Latest is var (sample, age) && age < TimeSpan.FromSeconds(5) && sample.CurrentA.Dominant is { } amps ? Math.Abs(amps) : null;

    private static TimeSpan Age(TimeSpan? age) => age ?? TimeSpan.MaxValue;

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
