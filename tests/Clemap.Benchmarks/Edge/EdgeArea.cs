using System.Diagnostics;

namespace Clemap.Benchmarks.Edge;

/// <summary>What the edge takes of the small machine it runs on, and how fast it answers: the native binary on stations of real sockets.</summary>
internal static class EdgeArea
{
    private const int UsualStations = 20;
    private const int Starts = 3;
    private static readonly int[] Sizes = [1, UsualStations, 100];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var program = Path.Combine(measurement.Programs, "edge-native", "clemap-edge");
        var figures = new List<Figure> { new("size of the binary", Math.Round(new FileInfo(program).Length / 1048576.0, 1), "MB", null) };
        Progress.Say("start …");
        figures.Add(new($"start to first order, {UsualStations} stations, longest of {Starts}", await StartAsync(program), "s", 2));
        Progress.Say("memory and processor …");
        figures.AddRange(await AtRestAsync(program, TimeSpan.FromSeconds(measurement.Quick ? 20 : 120)));
        foreach (var stations in Sizes)
        {
            Progress.Say($"reaction with {stations} stations …");
            figures.AddRange(await EdgeReaction.MeasureAsync(program, stations, rounds: measurement.Quick ? 3 : 30));
        }

        return figures;
    }

    private static async Task<double> StartAsync(string program)
    {
        var longestS = 0.0;
        for (var start = 0; start < Starts; start++)
        {
            await using var garage = new WiredGarage(UsualStations);
            var ordered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            garage.Ordered = () => ordered.TrySetResult(Stopwatch.GetTimestamp());
            var from = Stopwatch.GetTimestamp();
            await using var edge = new EdgeProgram(program, garage);
            longestS = Math.Max(longestS, Stopwatch.GetElapsedTime(from, await ordered.Task.WaitAsync(TimeSpan.FromSeconds(60))).TotalSeconds);
        }

        return Math.Round(longestS, 2);
    }

    private static async Task<IReadOnlyList<Figure>> AtRestAsync(string program, TimeSpan during)
    {
        await using var garage = new WiredGarage(UsualStations);
        await using var edge = new EdgeProgram(program, garage);
        await Task.Delay(TimeSpan.FromSeconds(15));
        var (beforeS, from) = (edge.ProcessorS, Stopwatch.GetTimestamp());
        await Task.Delay(during);
        var share = 100 * (edge.ProcessorS - beforeS) / Stopwatch.GetElapsedTime(from).TotalSeconds;
        return
        [
            new($"resident memory, {UsualStations} stations", edge.ResidentMB, "MB", 60),
            new($"resident memory, {UsualStations} stations, highest", edge.HighestResidentMB, "MB", 60),
            new($"of one core, {UsualStations} stations", Math.Round(share, 2), "%", 5),
        ];
    }
}
