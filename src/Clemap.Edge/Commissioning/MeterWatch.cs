using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Commissioning;

/// <summary>What a meter showed lately, to see by how much it fell since a moment. A on L1, L2, L3.</summary>
internal sealed class MeterWatch(MeterSource meter, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, double[] CurrentA)> seen = new();
    private object? last;

    /// <summary>To be called again and again.</summary>
    public void Look()
    {
        if (meter.Latest is not ({ CurrentA: { L1: { } l1, L2: { } l2, L3: { } l3 } } sample, var age) || ReferenceEquals(sample, last))
            return;
        last = sample;
        seen.Enqueue((time.TimestampBefore(age), [l1, l2, l3]));
        while (time.GetElapsedTime(seen.Peek().At) > Kept)
            seen.Dequeue();
    }

    /// <returns>The mean of the five seconds before; <see langword="null"/> when nothing was seen then.</returns>
    public double[]? MeanBefore(long moment)
    {
        var of = seen.Where(one => one.At <= moment && time.GetElapsedTime(one.At, moment) <= Before).Select(one => one.CurrentA).ToList();
        return of.Count == 0 ? null : [of.Average(a => a[0]), of.Average(a => a[1]), of.Average(a => a[2])];
    }

    /// <returns><see langword="null"/> when the meter says nothing now.</returns>
    public double[]? Now()
    {
        Look();
        return seen.Count > 0 && seen.Last() is var newest && time.GetElapsedTime(newest.At) <= Fresh ? newest.CurrentA : null;
    }
}
