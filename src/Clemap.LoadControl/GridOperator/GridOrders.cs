using System.Security.Cryptography;
using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.GridOperator;

/// <summary>
/// Commands of the grid operator at one moment → what load control has to keep to. Where the time is not sure a command begins as early and ends as late as
/// may be right. Of several the lowest holds, and beside the ripple-control receiver the lower of both: see <see cref="LoadReduction"/>.
/// </summary>
/// <param name="topology">Of the site.</param>
/// <param name="nominalV">Between a phase and neutral, as load control reckons W into A.</param>
public sealed class GridOrders(SiteTopology topology, double nominalV = 230)
{
    /// <summary>The highest voltage that a sound low-voltage grid has between a phase and neutral (EN 50160: 230 V + 10 %), V.</summary>
    public const double HighestV = 253;

    public static GridOrderPhase PhaseAt(GridOrder order, TimeBounds now)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.End <= order.From)
            return now.Earliest >= order.End ? GridOrderPhase.Ended : GridOrderPhase.Waiting;
        if (now.Latest < order.From)
            return GridOrderPhase.Waiting;
        if (now.Earliest < order.End)
            return GridOrderPhase.InForce;
        return now.Earliest < order.End + ReturnDelay(order) ? GridOrderPhase.Returning : GridOrderPhase.Ended;
    }

    /// <summary>From the end until this site returns: 0 to <see cref="GridOrder.ReturnWithin"/>, the same each time for the same order.</summary>
    public static TimeSpan ReturnDelay(GridOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(order.Id.ToByteArray(), hash);
        return order.ReturnWithin * (BitConverter.ToUInt32(hash) / (double)uint.MaxValue);
    }

    /// <summary>Why the order cannot be carried out here; <see langword="null"/> when it can.</summary>
    /// <returns><c>unknown-circuit</c>, <c>unknown-station</c>, or <c>no-base</c>: per cent of nothing.</returns>
    public string? Refusal(GridOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.CircuitId is { } id && topology.FindCircuit(id) is null)
            return "unknown-circuit";
        if (order.StationId is { } station && topology.FindStation(station) is null)
            return "unknown-station";
        return order.Limit.Unit == ReductionUnit.Percent && BaseA(order) == PhaseCurrents.Zero ? "no-base" : null;
    }

    /// <summary>What an order for one station leaves it at this moment, A per phase; <see langword="null"/> before and after, and for an order that is not for a station of this site.</summary>
    /// <param name="highestV">As in <see cref="At"/>.</param>
    public double? StationCapA(GridOrder order, TimeBounds now, double? highestV)
    {
        if (PhaseAt(order, now) is GridOrderPhase.Waiting or GridOrderPhase.Ended || order.StationId is not { } id || topology.FindStation(id) is not { } station)
            return null;
        var limit = Ramped(order, now);
        return limit.Unit switch
        {
            ReductionUnit.AmperePerPhase => limit.Value,
            // As if the vehicle loaded all phases that are wired: on fewer it takes less, never more.
            ReductionUnit.Watt => limit.Value / (Math.Max(nominalV, highestV ?? HighestV) * Booking.On(station.Rotation.GridPhases, 1).SumA),
            ReductionUnit.Percent => station.MaximumA * limit.Value / 100,
            _ => 0,
        };
    }

    /// <summary>What holds at this moment at a circuit; <see langword="null"/> before and after, and for an order for a single station.</summary>
    /// <param name="highestV">Highest voltage of the three phases that is measured now, V; <see langword="null"/> when none is, then <see cref="HighestV"/> is reckoned with.</param>
    public LoadReduction? At(GridOrder order, TimeBounds now, double? highestV)
    {
        if (PhaseAt(order, now) is GridOrderPhase.Waiting or GridOrderPhase.Ended || order.StationId is not null)
            return null;
        var limit = Ramped(order, now);
        // A lower voltage than the nominal one makes the power smaller, never larger.
        if (limit.Unit == ReductionUnit.Watt)
            limit = ReductionLimit.Watts(limit.Value * nominalV / Math.Max(nominalV, highestV ?? HighestV));
        return new LoadReduction(order.CircuitId, order.Scope, limit, DateTimeOffset.MinValue);
    }

    /// <summary>What an order would mean, W at the nominal voltage: all that can be taken there, and what remains of it.</summary>
    public (double CanTakeW, double LeavesW) Preview(GridOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var baseA = BaseA(order);
        var (canTakeW, value) = (baseA.SumA * nominalV, order.Limit.Value);
        return (canTakeW, order.Limit.Unit switch
        {
            ReductionUnit.AmperePerPhase => PhaseCurrents.Min(baseA, PhaseCurrents.Balanced(value)).SumA * nominalV,
            ReductionUnit.Watt => Math.Min(canTakeW, value),
            ReductionUnit.Percent => canTakeW * value / 100,
            _ => 0,
        });
    }

    private ReductionLimit Ramped(GridOrder order, TimeBounds now)
    {
        var passed = now.Latest - order.From;
        if (passed >= order.Ramp)
            return order.Limit;
        var baseA = BaseA(order);
        var (beginning, make) = order.Limit.Unit switch
        {
            ReductionUnit.AmperePerPhase => (baseA.HighestA, (Func<double, ReductionLimit>)ReductionLimit.Amperes),
            ReductionUnit.Watt => (baseA.SumA * nominalV, ReductionLimit.Watts),
            _ => (baseA == PhaseCurrents.Zero ? 0 : 100, ReductionLimit.Percent),
        };
        return beginning > order.Limit.Value ? make(beginning + ((order.Limit.Value - beginning) * (passed / order.Ramp))) : order.Limit;
    }

    /// <summary>What a station can take; of a circuit the fuse for what flows into it, else what all stations below it together can take.</summary>
    private PhaseCurrents BaseA(GridOrder order)
    {
        if (order.StationId is { } stationId && topology.FindStation(stationId) is { } station)
            return Booking.On(station.Rotation.GridPhases, station.MaximumA);
        var circuit = order.CircuitId is { } id && topology.FindCircuit(id) is not null ? topology.IndexOfCircuit(id) : 0;
        return order.Scope == ReductionScope.Connection ? topology.CircuitAt(circuit).RatingA : Reductions.Installed(topology, circuit);
    }
}
