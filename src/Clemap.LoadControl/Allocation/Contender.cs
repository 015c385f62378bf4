using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>A station as one cycle sees it: what it may get, what it holds booked, and where it stands in the queue.</summary>
internal struct Contender
{
    public Standing Standing;

    /// <summary>What sets <see cref="HighestA"/>, or why it gets nothing.</summary>
    public ReasonCode Bound;

    /// <summary>The grid phases that its target is booked on.</summary>
    public PhaseSet Phases;

    /// <summary>The grid phases that it may be loading at this moment.</summary>
    public PhaseSet DrawPhases;

    /// <summary>On one of the phases alone, when nobody knows on which.</summary>
    public bool PhaseUnknown;

    /// <summary>1 or 3.</summary>
    public int OrderPhases;

    /// <summary>The least it can run with; for a switched station all or nothing.</summary>
    public double LowestA;

    /// <summary>The most it may get.</summary>
    public double HighestA;

    /// <summary>What others must leave free for it whatever it is ordered, A; only for a station that does not obey.</summary>
    public double ReservedA;

    /// <summary>The highest current it may be drawing at this moment, A.</summary>
    public double MayDrawA;

    /// <summary>The order before this one, A; what it confirmed when there is none.</summary>
    public double PreviousA;

    /// <summary>What it is measured to feed back on each of its phases, A; others may use that.</summary>
    public double FeedsA;

    /// <summary>Highest first: classes, then surplus, then those who take nothing.</summary>
    public int Rank;

    /// <summary>Where it stands inside its rank; lower is earlier.</summary>
    public int Group;
    public long SortTime;
    public long PausedAt;

    /// <summary>Out of control, but it may yet follow: its order stays as it is.</summary>
    public bool KeepsOrder;

    public bool Admitted;

    /// <summary>It was ordered to charge by the cycle before.</summary>
    public bool Runs;

    public double TargetA;
    public double OrderA;

    /// <summary>What counts for it beside its target, A; below zero when it feeds back.</summary>
    /// <param name="mayDrawA">As far as that matters.</param>
    public readonly double BookedA(double mayDrawA) =>
        Standing == Standing.Discharges && FeedsA > 0 ? -FeedsA : Math.Max(ReservedA, mayDrawA);
}

internal enum Standing
{
    /// <summary>It gets its share.</summary>
    Competes,

    /// <summary>It gets nothing in this cycle: no vehicle, locked, resting.</summary>
    Off,

    /// <summary>It cannot be reached, or does not obey; what it may take is reserved.</summary>
    OutOfControl,

    /// <summary>It feeds back.</summary>
    Discharges,
}

internal static class Rank
{
    public const int Idle = 0;
    public const int Surplus = 1;
    public const int Highest = (int)PriorityClass.GridOperator - (int)PriorityClass.Surplus + 1;

    public static int Of(PriorityClass priority) => (int)priority - (int)PriorityClass.Surplus + 1;
}
