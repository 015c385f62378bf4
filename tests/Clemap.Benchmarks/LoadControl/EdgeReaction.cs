using System.Diagnostics;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// The published edge on a wired garage: how long from a meter that shows too much until orders that fit are on the wire, and from the contact of the grid
/// operator's receiver until nothing is ordered any more.
/// </summary>
internal sealed class EdgeReaction(string programs)
{
    private const double QuietA = 20;
    private const double LoudA = 40;
    private const double RaisedA = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        var found = await RoundsAsync(rounds);
        double? Worst(Func<Times, double> of) => found.Count > 0 ? found.Max(of) : null;
        return
        [
            new($"sample over a limit to orders on the wire, worst of {rounds}", Worst(times => times.FromSampleS), "s", 1),
            new($"load over a limit to orders on the wire, worst of {rounds}", Worst(times => times.FromChangeS), "s", null),
            new($"grid operator's contact to orders on the wire, worst of {rounds}", Worst(times => times.FromContactS), "s", 2),
        ];
    }

    private async Task<IReadOnlyList<Times>> RoundsAsync(int rounds)
    {
        var program = Path.Combine(programs, "edge", "clemap-edge");
        if (!File.Exists(program))
        {
            Progress.Say($"{program} was not built.");
            return [];
        }

        var folder = Directory.CreateTempSubdirectory("clemap-bench-");
        await using var garage = new WiredGarage(QuietA);
        var configuration = Path.Combine(folder.FullName, "edge.json");
        await File.WriteAllTextAsync(configuration, garage.Configuration(folder.FullName));
        using var edge = Process.Start(new ProcessStartInfo(program, ["run", "--config", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = edge.StandardOutput.ReadToEndAsync();
        _ = edge.StandardError.ReadToEndAsync();
        try
        {
            var found = new List<Times>();
            for (var round = 0; round < rounds; round++)
                found.Add(await RoundAsync(garage, edge));
            return found;
        }
        finally
        {
            edge.Kill();
            await edge.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Times> RoundAsync(WiredGarage garage, Process edge)
    {
        await RaisedAsync(garage, edge);
        var sampledAt = 0L;
        void BecomeLoud()
        {
            garage.BaseA = LoudA;
            garage.Sampled = () => Interlocked.CompareExchange(ref sampledAt, Stopwatch.GetTimestamp(), 0);
        }

        var (changedAt, fitsAt) = await UntilAsync(garage, BecomeLoud, () => garage.OrdersA + LoudA <= WiredGarage.RatingA);
        garage.Sampled = null;

        await RaisedAsync(garage, edge);
        var (lockedAt, offAt) = await UntilAsync(garage, () => garage.Locked = true, () => garage.OrdersA == 0);
        garage.Locked = false;
        return new(Seconds(sampledAt, fitsAt), Seconds(changedAt, fitsAt), Seconds(lockedAt, offAt));
    }

    private static async Task RaisedAsync(WiredGarage garage, Process edge)
    {
        garage.BaseA = QuietA;
        for (var waited = Stopwatch.StartNew(); garage.OrdersA < RaisedA; await Task.Delay(50))
        {
            if (waited.Elapsed > Patience || edge.HasExited)
                throw new InvalidOperationException($"The edge did not raise the stations; they have {garage.OrdersA} A.");
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

    private static double Seconds(long from, long until) => Math.Round(Stopwatch.GetElapsedTime(from, until).TotalSeconds, 3);

    private sealed record Times(double FromSampleS, double FromChangeS, double FromContactS);
}
