using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>A station as one cycle sees it: what it may get, what it holds booked, and where it stands in the queue.</summary>
internal sealed record Contender
{
    public required int Index { get; init; }
    public required Station Station { get; init; }
    public required StationInput Input { get; init; }

    /// <summary>As remembered, with what this cycle's input adds to it.</summary>
    public required StationMemory Memory { get; init; }

    /// <summary>The grid phases it is booked on.</summary>
    public required PhaseSet Phases { get; init; }

    public required Standing Standing { get; init; }

    /// <summary>The least it can run with; for a switched station all or nothing.</summary>
    public required double LowestA { get; init; }

    /// <summary>The most it may get.</summary>
    public required double HighestA { get; init; }

    /// <summary>What sets <see cref="HighestA"/>, or why it gets nothing.</summary>
    public required ReasonCode Bound { get; init; }

    /// <summary>What others must leave free for it whatever it is ordered, A; only for a station that does not obey.</summary>
    public required double ReservedA { get; init; }

    /// <summary>The highest current it may be drawing at this moment, A.</summary>
    public required double MayDrawA { get; init; }

    /// <summary>It takes nothing, or is known to be full: everybody else comes first.</summary>
    public required bool Idle { get; init; }

    public double PreviousA => Memory.OrderA ?? Input.ConfirmedA ?? 0;
    public bool Runs => Memory.RunningSince is not null;

    /// <summary>Highest first; idle stations come after all classes.</summary>
    public int Rank => Idle ? -1 : (int)Input.Priority;
}

internal enum Standing
{
    /// <summary>It gets its share.</summary>
    Competes,

    /// <summary>It gets nothing in this cycle: no vehicle, locked, resting.</summary>
    Off,

    /// <summary>It cannot be reached, or does not obey; what it may take is reserved.</summary>
    OutOfControl,
}
