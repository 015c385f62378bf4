using Clemap.Edge.ControlLoop;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// What a meter showed lately beside other stations, to see by how much one station fell since a moment. The others are taken off, since the controller
/// lowers them when one is silent. A look of the meter counts only when each of the others was seen before it and after it with the same current: beside
/// one that has just been lowered, an older look of it would show a fall that never was. A on L1, L2, L3.
/// </summary>
/// <param name="others">Those that the meter measures too.</param>
internal sealed class MeterWatch(MeterSource meter, IReadOnlyList<StationSource> others, TimeProvider time)
{
    /// <summary>By how much a current may differ and still be the same.</summary>
    private const double SameA = 1;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private readonly Queue<(long At, double[] CurrentA)> seen = new();
    private readonly Queue<(long At, double[] CurrentA)> waiting = new();
    private readonly Looks[] beside = [.. others.Select(other => new Looks(other))];
    private object? last;

    /// <summary>To be called again and again.</summary>
    public void Look()
    {
        foreach (var one in beside)
            one.Look(time);
        if (meter.Latest is ({ CurrentA: { L1: { } l1, L2: { } l2, L3: { } l3 } } sample, var age) && !ReferenceEquals(sample, last))
        {
            last = sample;
            waiting.Enqueue((time.TimestampBefore(age), [l1, l2, l3]));
        }
        while (waiting.TryPeek(out var next) && (beside.All(one => one.Reaches(next.At)) || time.GetElapsedTime(next.At) > Fresh))
        {
            waiting.Dequeue();
            if (Alone(next.At, next.CurrentA) is { } aloneA)
                seen.Enqueue((next.At, aloneA));
        }
        while (seen.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Kept)
            seen.Dequeue();
    }

    /// <returns>The mean of the five seconds before; <see langword="null"/> when nothing was seen then.</returns>
    public double[]? MeanBefore(long moment)
    {
        var of = seen.Where(one => one.At <= moment && time.GetElapsedTime(one.At, moment) <= Before).Select(one => one.CurrentA).ToList();
        return of.Count == 0 ? null : [of.Average(a => a[0]), of.Average(a => a[1]), of.Average(a => a[2])];
    }

    /// <summary>The newest look and its timestamp.</summary>
    /// <returns><see langword="null"/> when the meter, or another station, says nothing, or nothing steady.</returns>
    public (long At, double[] CurrentA)? Now()
    {
        Look();
        return seen.Count > 0 && seen.Last() is var newest && time.GetElapsedTime(newest.At) <= Fresh ? newest : null;
    }

    private double[]? Alone(long at, double[] meterA)
    {
        double[] restA = [.. meterA];
        foreach (var one in beside)
        {
            if (one.SteadyAt(at, time) is not { } otherA)
                return null;
            for (int phase = 0; phase < 3; phase++)
                restA[phase] -= otherA[phase];
        }
        return restA;
    }

    /// <summary>The last looks of one of the others; <see langword="null"/> where nobody knows what it takes.</summary>
    private sealed class Looks(StationSource of)
    {
        private readonly List<(long At, double[]? CurrentA)> seen = [];
        private object? last;

        public void Look(TimeProvider time)
        {
            if (of.Latest is not var (sample, age) || ReferenceEquals(sample, last))
                return;
            last = sample;
            var onGridA = sample.CurrentA.ToGrid(of.Configuration.Rotation);
            bool isKnown = onGridA.Sum is not null || of.ConfirmedA is 0;
            seen.Add((time.TimestampBefore(age), isKnown ? [onGridA.L1 ?? 0, onGridA.L2 ?? 0, onGridA.L3 ?? 0] : null));
            seen.RemoveAll(one => time.GetElapsedTime(one.At) > Before);
        }

        public bool Reaches(long moment) => seen.Count > 0 && seen[^1].At >= moment;

        public double[]? SteadyAt(long moment, TimeProvider time)
        {
            int after = seen.FindIndex(one => one.At >= moment);
            if (after < 1 || seen[after - 1].CurrentA is not { } beforeA || seen[after].CurrentA is not { } afterA
                || time.GetElapsedTime(seen[after - 1].At, moment) > Fresh || time.GetElapsedTime(moment, seen[after].At) > Fresh)
                return null;
            return Enumerable.Range(0, 3).All(phase => Math.Abs(afterA[phase] - beforeA[phase]) <= SameA) ? afterA : null;
        }
    }
}
