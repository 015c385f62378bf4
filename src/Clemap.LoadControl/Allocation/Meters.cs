using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Whether a meter is believed. A value that is missing, too old, impossible, frozen or contradicted is none, and none is never zero.</summary>
internal static class Meters
{
    // Nothing a fuse survives for a second is above this many times its rating: such a reading is a fault of the meter.
    private const double ImplausibleTimesRating = 10;

    // Meters and stations differ by so much in good health.
    private const double DifferA = 2;
    private const double DifferShareOfRating = 0.03;

    // A meter that shows just what the stations say may stand still with them.
    private const double AgreesA = 1;

    // Two looks at one value may reckon its moment a little differently.
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the meter has measured anew since the cycle before; keeps the moment. Call it before <see cref="Judge"/>.</summary>
    public static bool HasMeasured(in CircuitInput reading, ref CircuitMemory memory, Clock clock)
    {
        if (reading.MeterA.Age <= Jitter)
        {
            memory.SampledAt = Clock.Never;
            return true;
        }

        var sampledAt = clock.Now - reading.MeterA.Age.Ticks;
        var isSame = reading.MeterA.TryGet(TimeSpan.MaxValue, out var valueA) && valueA == memory.MeterA
            && (memory.SampledAt == Clock.Never || sampledAt <= memory.SampledAt + Jitter.Ticks);
        if (!isSame || memory.SampledAt == Clock.Never)
            memory.SampledAt = sampledAt;
        return !isSame;
    }

    /// <summary>Whether something of this age was seen after the meter measured.</summary>
    public static bool IsLater(in CircuitInput reading, TimeSpan age) => age < reading.MeterA.Age - Jitter;

    public static MeterStanding Judge(
        Circuit circuit, in CircuitInput reading, PhaseCurrents chargingA, ref CircuitMemory memory, Clock clock, AllocatorOptions options, out PhaseCurrents meterA)
    {
        if (!reading.MeterA.TryGet(options.MaximumAge, out meterA))
        {
            meterA = PhaseCurrents.Balanced(double.NaN);
            return reading.MeterA.IsMissing ? MeterStanding.Missing : MeterStanding.Stale;
        }

        if (meterA != memory.MeterA)
            (memory.MeterA, memory.SameSince, memory.Frozen) = (meterA, clock.Now, 0);
        if (!meterA.IsFinite || Math.Max(meterA.HighestA, -meterA.LowestA) > ImplausibleTimesRating * circuit.RatingA.HighestA)
        {
            meterA = PhaseCurrents.Balanced(double.NaN);
            return MeterStanding.Implausible;
        }

        if (IsBelow(circuit, meterA - chargingA, ref memory, clock, options))
        {
            // Once charging has stopped it looks sound again; it is not believed before it has shown that it moves with charging, or another chance.
            Response.Distrust(ref memory, clock);
            return MeterStanding.Implausible;
        }

        if (options.FrozenAfter is { } frozenAfter && clock.Passed(memory.SameSince, frozenAfter) && !Agree(meterA, chargingA))
            memory.Frozen = 1;
        if (memory.Frozen != 0)
            return MeterStanding.Frozen;
        return memory.ContradictsSince != Clock.Never ? MeterStanding.Contradicts : MeterStanding.Fresh;
    }

    // Only generators can make the load of a circuit negative, and only by as much as they are built for.
    private static bool IsBelow(Circuit circuit, PhaseCurrents baseLoadA, ref CircuitMemory memory, Clock clock, AllocatorOptions options)
    {
        if (circuit.MaximumGenerationA is not { } generationA)
            return false;
        var isBelow = baseLoadA.LowestA < -generationA - DifferA - (DifferShareOfRating * circuit.RatingA.HighestA);
        memory.BelowSince = !isBelow ? Clock.Never : memory.BelowSince == Clock.Never ? clock.Now : memory.BelowSince;
        return isBelow && clock.Passed(memory.BelowSince, options.SettleTime);
    }

    private static bool Agree(PhaseCurrents meterA, PhaseCurrents chargingA)
    {
        var apartA = meterA - chargingA;
        return Math.Max(apartA.HighestA, -apartA.LowestA) <= AgreesA;
    }
}
