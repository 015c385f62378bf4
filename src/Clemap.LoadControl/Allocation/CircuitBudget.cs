using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What a circuit has for charging in this cycle.</summary>
internal struct CircuitBudget
{
    /// <summary>The lowest of rating, wish and what the grid operator allows the connection.</summary>
    public PhaseCurrents LimitA;

    /// <summary>All that is not charging.</summary>
    public PhaseCurrents BaseLoadA;

    /// <summary>What may be given to stations; negative while the base load alone is too much.</summary>
    public PhaseCurrents RoomA;

    /// <summary>The same for the sum over the phases; infinite where it is not limited.</summary>
    public double SumRoomA;

    public MeterStanding Meter;

    /// <summary>What is behind the room per phase, and behind that of the sum, when it is not the circuit's own limit.</summary>
    public ReasonCode PhaseReason;
    public ReasonCode SumReason;

    /// <summary>What flows to stations below it as they say, A per phase; and whether all of them could be put on phases.</summary>
    public PhaseCurrents ChargingA;

    public readonly bool FailSafe => Meter is not (MeterStanding.None or MeterStanding.Fresh);
}
