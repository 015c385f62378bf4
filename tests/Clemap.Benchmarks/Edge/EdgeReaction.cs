using System.Diagnostics;

namespace Clemap.Benchmarks.Edge;

/// <summary>
/// The published edge on a wired garage: how long from a meter that shows too much until orders that fit are on the wire, and from the contact of the grid
/// operator's receiver until what it leaves is kept.
/// </summary>
internal static class EdgeReaction
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <param name="program">Path of the edge.</param>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string program, int stations, int rounds)
    {
        await using var garage = new WiredGarage(stations);
        await using var edge = new EdgeProgram(program, garage);
        var (fromSampleS, fromChangeS, fromContactS) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await OverloadAsync(garage, edge, fromSampleS, fromChangeS);
            await ReduceAsync(garage, edge, fromContactS);
        }

        return
        [
            .. Of($"sample over a limit to orders on the wire, {stations} stations", fromSampleS, 1),
            .. Of($"load over a limit to orders on the wire, {stations} stations", fromChangeS, null),
            .. Of($"grid operator's contact to orders on the wire, {stations} stations", fromContactS, 2),
        ];
    }

    private static IEnumerable<Figure> Of(string name, List<double> seconds, double? target)
    {
        seconds.Sort();
        yield return new($"{name}, median of {seconds.Count}", Math.Round(seconds[seconds.Count / 2], 3), "s", null);
        yield return new($"{name}, 99th percentile", Math.Round(seconds[(int)Math.Ceiling(seconds.Count * 0.99) - 1], 3), "s", null);
        yield return new($"{name}, longest", Math.Round(seconds[^1], 3), "s", target);
    }

    private static async Task OverloadAsync(WiredGarage garage, EdgeProgram edge, List<double> fromSampleS, List<double> fromChangeS)
    {
        await RaisedAsync(garage, edge);
        var sampledAt = 0L;
        void BecomeLoud()
        {
            garage.BaseA = garage.LoudA;
            garage.Sampled = () => Interlocked.CompareExchange(ref sampledAt, Stopwatch.GetTimestamp(), 0);
        }

        var (changedAt, fitsAt) = await UntilAsync(garage, BecomeLoud, () => garage.OrdersA + garage.LoudA <= garage.RatingA);
        garage.Sampled = null;
        fromSampleS.Add(Stopwatch.GetElapsedTime(sampledAt, fitsAt).TotalSeconds);
        fromChangeS.Add(Stopwatch.GetElapsedTime(changedAt, fitsAt).TotalSeconds);
        garage.BaseA = WiredGarage.QuietA;
    }

    private static async Task ReduceAsync(WiredGarage garage, EdgeProgram edge, List<double> fromContactS)
    {
        await RaisedAsync(garage, edge);
        var (reducedAt, fitsAt) = await UntilAsync(garage, () => garage.Reduced = true, () => garage.OrdersA <= garage.RatingA - garage.LoudA);
        garage.Reduced = false;
        fromContactS.Add(Stopwatch.GetElapsedTime(reducedAt, fitsAt).TotalSeconds);
    }

    private static async Task RaisedAsync(WiredGarage garage, EdgeProgram edge)
    {
        for (var waited = Stopwatch.StartNew(); garage.OrdersA < garage.RaisedA; await Task.Delay(50))
        {
            if (waited.Elapsed > Patience || edge.HasExited)
                throw new InvalidOperationException($"The edge did not raise the stations; they have {garage.OrdersA} A of {garage.RaisedA} A.");
        }
    }

    private static async Task<(long From, long Until)> UntilAsync(WiredGarage garage, Action change, Func<bool> isSo)
    {
        // Anywhere within a second, so that no round is in step with the cycle.
        await Task.Delay(Random.Shared.Next(1000));
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        garage.Ordered = () =>
        {
            if (isSo())
                done.TrySetResult(Stopwatch.GetTimestamp());
        };
        change();
        var from = Stopwatch.GetTimestamp();
        var until = await done.Task.WaitAsync(Patience);
        garage.Ordered = null;
        return (from, until);
    }
}
