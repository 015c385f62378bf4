using System.Diagnostics;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>The published edge on a wired garage: how long from a meter that shows too much until orders that fit are on the wire.</summary>
internal sealed class EdgeReaction(string programs)
{
    private const double QuietA = 20;
    private const double LoudA = 40;
    private const double RaisedA = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public async Task<IReadOnlyList<Figure>> MeasureAsync(int rounds)
    {
        var (fromSampleS, fromChangeS) = await RoundsAsync(rounds);
        return
        [
            new($"sample over a limit to orders on the wire, worst of {rounds}", fromSampleS, "s", 1),
            new($"load over a limit to orders on the wire, worst of {rounds}", fromChangeS, "s", null),
        ];
    }

    private async Task<(double? FromSampleS, double? FromChangeS)> RoundsAsync(int rounds)
    {
        var program = Path.Combine(programs, "edge", "clemap-edge");
        if (!File.Exists(program))
        {
            Progress.Say($"{program} was not built.");
            return (null, null);
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
            var found = new List<(double FromSampleS, double FromChangeS)>();
            for (var round = 0; round < rounds; round++)
                found.Add(await RoundAsync(garage, edge));
            return (found.Max(times => times.FromSampleS), found.Max(times => times.FromChangeS));
        }
        finally
        {
            edge.Kill();
            await edge.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double FromSampleS, double FromChangeS)> RoundAsync(WiredGarage garage, Process edge)
    {
        garage.BaseA = QuietA;
        for (var waited = Stopwatch.StartNew(); garage.OrdersA < RaisedA; await Task.Delay(50))
        {
            if (waited.Elapsed > Patience || edge.HasExited)
                throw new InvalidOperationException($"The edge did not raise the stations; they have {garage.OrdersA} A.");
        }

        // Anywhere within a second, so that no round is in step with the cycle.
        await Task.Delay(Random.Shared.Next(1000));
        var (sampledAt, fits) = (0L, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        garage.Ordered = () =>
        {
            if (garage.OrdersA + LoudA <= WiredGarage.RatingA)
                fits.TrySetResult(Stopwatch.GetTimestamp());
        };
        garage.BaseA = LoudA;
        var changedAt = Stopwatch.GetTimestamp();
        garage.Sampled = () => Interlocked.CompareExchange(ref sampledAt, Stopwatch.GetTimestamp(), 0);
        var fitsAt = await fits.Task.WaitAsync(Patience);
        (garage.Sampled, garage.Ordered) = (null, null);
        return (Seconds(sampledAt, fitsAt), Seconds(changedAt, fitsAt));
    }

    private static double Seconds(long from, long until) => Math.Round(Stopwatch.GetElapsedTime(from, until).TotalSeconds, 3);
}
