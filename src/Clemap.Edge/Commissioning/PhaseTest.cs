using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// On which phases does a station show at the meter? It charges while all others keep what they have, then it is paused; what the meter loses is the
/// station. Which order its terminals have can be seen only when they do not all carry the same.
/// </summary>
internal sealed class PhaseTest(EdgeConfiguration configuration, Site site, TimeProvider time)
{
    private const double FlowsFromA = 4;
    private const double StoppedBelowA = 0.5;
    private static readonly TimeSpan UntilItFlows = TimeSpan.FromMinutes(5); // a car that was paused rests three and a half minutes
    private static readonly TimeSpan UntilItStops = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Averaging = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    public async Task<TestResult> RunAsync(TestBench bench, StationSource station, string by, CancellationToken cancellation)
    {
        var of = station.Configuration;
        TestResult Result(Verdict verdict, string code, params string[] values) => new("phases", of.Id, of.Name, verdict, code, values, time.GetUtcNow(), by);

        if (CircuitPath.MeterAbove(configuration, site, of.CircuitId) is not { } meter)
            return Result(Verdict.Unclear, "phases-no-meter");
        var others = site.Stations.Where(other => other != station).ToDictionary(other => other.Configuration.Id, other => other.ConfirmedA ?? 0);
        site.Test.Set(others);
        bench.Step("phases-wait-for-current");
        if (!await UntilAsync(() => Current(station) >= FlowsFromA, UntilItFlows, cancellation))
            return Result(Verdict.Unclear, "phases-no-current");
        await Task.Delay(Settling, time, cancellation);
        bench.Step("phases-measure");
        if (await AverageAsync(meter, station, cancellation) is not var (withA, terminalsA))
            return Result(Verdict.Unclear, "phases-no-value");

        site.Test.Set(new Dictionary<Guid, double>(others) { [of.Id] = 0 });
        bench.Step("phases-pause");
        if (!await UntilAsync(() => Current(station) < StoppedBelowA, UntilItStops, cancellation))
            return Result(Verdict.Failed, "phases-does-not-pause");
        await Task.Delay(Settling, time, cancellation);
        bench.Step("phases-measure");
        if (await AverageAsync(meter, station, cancellation) is not var (withoutA, _))
            return Result(Verdict.Unclear, "phases-no-value");

        double[] riseA = [withA[0] - withoutA[0], withA[1] - withoutA[1], withA[2] - withoutA[2]];
        var judgement = PhaseJudgement.Of(of.Rotation, terminalsA, riseA);
        string shown = string.Join(" / ", riseA.Select(a => a.ToString("0.0", CultureInfo.InvariantCulture)));
        return judgement.Standing switch
        {
            PhaseStanding.Proven => Result(Verdict.Passed, "phases-proven", of.Rotation, shown),
            PhaseStanding.Consistent => Result(Verdict.Passed, "phases-consistent", of.Rotation, shown),
            PhaseStanding.Wrong => Result(Verdict.Failed, "phases-wrong", of.Rotation, judgement.Likely!, shown),
            _ => Result(Verdict.Unclear, "phases-disturbed", shown),
        };
    }

    private static double? Current(StationSource station) =>
        station.Latest is var (sample, age) && age < TimeSpan.FromSeconds(5) && sample.CurrentA.Dominant is { } amps ? Math.Abs(amps) : null;

    private async Task<(double[] MeterA, double[] TerminalsA)?> AverageAsync(MeterSource meter, StationSource station, CancellationToken cancellation)
    {
        double[] meterA = [0, 0, 0], terminalsA = [0, 0, 0];
        int count = 0;
        for (long start = time.GetTimestamp(); time.GetElapsedTime(start) < Averaging; await Task.Delay(Tick, time, cancellation))
        {
            if (meter.Latest is not var (seen, meterAge) || station.Latest is not var (sample, stationAge)
                || meterAge > TimeSpan.FromSeconds(3) || stationAge > TimeSpan.FromSeconds(3) || Whole(seen.CurrentA) is not { } now)
                continue;
            count++;
            for (int phase = 0; phase < 3; phase++)
            {
                meterA[phase] += now[phase];
                terminalsA[phase] += Math.Abs(sample.CurrentA[phase] ?? 0);
            }
        }
        return count < 3 ? null : ([.. meterA.Select(sum => sum / count)], [.. terminalsA.Select(sum => sum / count)]);
    }

    private static double[]? Whole(PhaseValues valuesA) => valuesA is { L1: { } l1, L2: { } l2, L3: { } l3 } ? [l1, l2, l3] : null;

    private async Task<bool> UntilAsync(Func<bool> holds, TimeSpan longest, CancellationToken cancellation)
    {
        for (long start = time.GetTimestamp(); time.GetElapsedTime(start) < longest; await Task.Delay(Tick, time, cancellation))
            if (holds())
                return true;
        return false;
    }
}
