using System.Globalization;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Commissioning;

/// <summary>Does each station hold the fallback that was commissioned? It is written anew and read back.</summary>
internal sealed class FallbackTest(Site site, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<TestResult>> RunAsync(TestBench bench, string by, CancellationToken cancellation)
    {
        var results = new List<TestResult>();
        foreach (var (i, station) in site.Stations.Index())
        {
            bench.Step("fallback-runs", i / (double)site.Stations.Count);
            results.Add(await OfAsync(station, by, cancellation));
        }
        return results;
    }

    private async Task<TestResult> OfAsync(StationSource station, string by, CancellationToken cancellation)
    {
        var of = station.Configuration;
        string fallbackA = of.FallbackA.ToString(CultureInfo.InvariantCulture);
        TestResult Result(Verdict verdict, string code, params string[] values) => new("fallback", of.Id, of.Name, verdict, code, values, time.GetUtcNow(), by);

        if (station.Traits.FallbackTime is not { } after)
            return Result(Verdict.Passed, "fallback-none", fallbackA);
        if (StationModels.IsSwitched(of.Model))
            return Result(Verdict.Passed, "fallback-switched", Seconds(after));
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        DeviceProblem? refusal;
        try
        {
            refusal = await station.ProveFallbackAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Result(Verdict.Failed, "fallback-silent");
        }
        return refusal is null
            ? Result(Verdict.Passed, "fallback-holds", fallbackA, Seconds(after))
            : Result(Verdict.Failed, "fallback-wrong", fallbackA, refusal.Text);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
