using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// What a meter showed lately beside other stations, to see by how much one station fell since a moment. The others are taken off, since the controller
/// lowers them when one is silent. A on L1, L2, L3.
/// </summary>
/// <param name="others">Those that the meter measures too.</param>
internal sealed class MeterWatch(MeterSource meter, IReadOnlyList<StationSource> others, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, double[] CurrentA)> seen = new();
    private object? last;

    /// <summary>To be called again and again.</summary>
    public void Look()
    {
        if (meter.Latest is not ({ CurrentA: { L1: { } l1, L2: { } l2, L3: { } l3 } } sample, var age) || ReferenceEquals(sample, last)
            || Others() is not { } othersA)
            return;
        last = sample;
        seen.Enqueue((time.TimestampBefore(age), [l1 - othersA[0], l2 - othersA[1], l3 - othersA[2]]));
        while (time.GetElapsedTime(seen.Peek().At) > Kept)
            seen.Dequeue();
    }

    /// <returns>The mean of the five seconds before; <see langword="null"/> when nothing was seen then.</returns>
    public double[]? MeanBefore(long moment)
    {
        var of = seen.Where(one => one.At <= moment && time.GetElapsedTime(one.At, moment) <= Before).Select(one => one.CurrentA).ToList();
        return of.Count == 0 ? null : [of.Average(a => a[0]), of.Average(a => a[1]), of.Average(a => a[2])];
    }

    /// <returns><see langword="null"/> when the meter, or another station, says nothing now.</returns>
    public double[]? Now()
    {
        Look();
        return seen.Count > 0 && seen.Last() is var newest && time.GetElapsedTime(newest.At) <= Fresh ? newest.CurrentA : null;
    }

    private double[]? Others()
    {
        double[] sumA = [0, 0, 0];
        foreach (var other in others)
        {
            if (other.Latest is not var (sample, age) || age > Fresh)
                return null;
            var onGridA = sample.CurrentA.ToGrid(other.Configuration.Rotation);
            if (onGridA.Sum is null && other.ConfirmedA is not 0)
                return null; // nobody knows what it takes
            for (int phase = 0; phase < 3; phase++)
                sumA[phase] += onGridA[phase] ?? 0;
        }
        return sumA;
    }
}
