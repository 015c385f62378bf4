using System.Diagnostics;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>
/// The tail that a mean hides, every cycle of more than an hour and a half timed by itself; and what the cycles allocate, to the byte, which a benchmark
/// runner that allocates itself cannot tell.
/// </summary>
internal static class SlowestCycles
{
    private const int WarmUpCycles = 1_000;
    private const int Cycles = 6_000;

    public static IReadOnlyList<Figure> Measure()
    {
        var runs = Enum.GetValues<SpeedSize>().SelectMany(size => new[] { Run(size, ample: false), Run(size, ample: true) }).ToList();
        var largest = runs.Where(run => run.Size == SpeedSize.ThousandOnFourLevels).ToList();
        return
        [
            new("a cycle of 1000 stations, mean", largest.Max(run => run.MeanMs), "ms", null),
            new("a cycle of 1000 stations, 99th percentile", largest.Max(run => run.P99Ms), "ms", 5),
            new($"allocated in {Cycles} cycles, most of all sites", runs.Max(run => run.AllocatedBytes), "B", 0),
        ];
    }

    private static Tail Run(SpeedSize size, bool ample)
    {
        var loop = new SpeedLoop(size, ample);
        var timesMs = new double[Cycles];
        var allocatedBytes = 0L;
        for (var cycle = -WarmUpCycles; cycle < Cycles; cycle++)
        {
            loop.Live();
            var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var decision = loop.Decide();
            var (took, after) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread());
            loop.Obey(decision);
            if (cycle < 0)
                continue;
            timesMs[cycle] = took.TotalMilliseconds;
            allocatedBytes += after - before;
        }

        Array.Sort(timesMs);
        return new Tail(size, Math.Round(timesMs.Average(), 4), Math.Round(timesMs[(int)(0.99 * Cycles)], 4), allocatedBytes);
    }

    private sealed record Tail(SpeedSize Size, double MeanMs, double P99Ms, long AllocatedBytes);
}
