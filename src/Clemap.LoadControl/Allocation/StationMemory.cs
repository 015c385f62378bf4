using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What is remembered of a station. Moments are UTC ticks or <see cref="Clock.Never"/>; no gaps between fields, so that equal memories are equal bytes.</summary>
internal struct StationMemory
{
    /// <summary>The last order; no number before the first.</summary>
    public double OrderA;

    /// <summary>The highest order the station may still be following.</summary>
    public double FollowsAtMostA;

    public long OrderChangedAt;
    /// <summary>When the order last moved by more than flickers, and where to, A.</summary>
    public long MovedAt;
    public double MovedToA;

    /// <summary>Since when it does not answer.</summary>
    public long SilentSince;
    public long ConnectedSince;
    public long RunningSince;
    public long WaitingSince;
    public long PausedAt;

    /// <summary>The pause before that one.</summary>
    public long PausedBefore;

    /// <summary>It waited a whole turn before it was started; until then nobody swaps it out again.</summary>
    public long EntitledUntil;

    /// <summary>Since when the vehicle takes clearly less than it is offered.</summary>
    public long UnderusedSince;

    /// <summary>Since when it takes clearly more than it was ordered.</summary>
    public long OverdrawnSince;

    public long LoadedPhasesSince;

    /// <summary>When it was last told to use another number of phases.</summary>
    public long PhasesChangedAt;

    /// <summary>When it last went back from one phase to three.</summary>
    public long PhasesRaisedAt;

    /// <summary>The terminals or, with a known rotation, grid phases that carry current.</summary>
    public PhaseSet LoadedPhases;

    /// <summary>The grid phase at the first terminal, as the meters showed it.</summary>
    public PhaseSet LearntPhase;

    /// <summary>What the last responses of the meters said, and how often in a row.</summary>
    public PhaseSet Vote;
    public int Votes;

    /// <summary>Phases of the last order, 1 or 3.</summary>
    public int OrderPhases;

    /// <summary>Bits of <see cref="StationMarks"/>.</summary>
    public StationMarks Marks;

    public static StationMemory AtStart => new()
    {
        OrderA = double.NaN,
        OrderChangedAt = Clock.Never,
        MovedAt = Clock.Never,
        MovedToA = double.NaN,
        SilentSince = Clock.Never,
        FollowsAtMostA = double.NaN,
        ConnectedSince = Clock.Never,
        RunningSince = Clock.Never,
        WaitingSince = Clock.Never,
        PausedAt = Clock.Never,
        PausedBefore = Clock.Never,
        EntitledUntil = Clock.Never,
        UnderusedSince = Clock.Never,
        OverdrawnSince = Clock.Never,
        LoadedPhasesSince = Clock.Never,
        PhasesChangedAt = Clock.Never,
        PhasesRaisedAt = Clock.Never,
    };

    public readonly bool HasOrder => !double.IsNaN(OrderA);
    public readonly bool Runs => RunningSince != Clock.Never;
    public readonly bool Waits => WaitingSince != Clock.Never;

    public readonly bool Is(StationMarks mark) => (Marks & mark) != 0;

    public void Mark(StationMarks mark, bool set) => Marks = set ? Marks | mark : Marks & ~mark;
}

/// <summary>What the watch over the meters remembers of a station (see <see cref="Response"/>), A on the grid's phases; no number when nobody knows.</summary>
internal struct StationWatch
{
    /// <summary>Before the change that is being watched.</summary>
    public PhaseCurrents ReferenceA;

    /// <summary>At the beginning of the present calm.</summary>
    public PhaseCurrents CalmA;

    public static StationWatch AtStart => new() { ReferenceA = PhaseCurrents.Balanced(double.NaN), CalmA = PhaseCurrents.Balanced(double.NaN) };
}

[Flags]
internal enum StationMarks
{
    None = 0,

    /// <summary>It had its time to follow and did not.</summary>
    Disobeys = 1,

    /// <summary>The meters contradict the wiring that was written down.</summary>
    RotationWrong = 2,

    /// <summary>It took nothing for long, and is offered current again to see whether that is still so.</summary>
    AskedAgain = 4,

    /// <summary>The vehicle took nothing of what it was offered, and has not taken anything since.</summary>
    TakesNothing = 8,

    /// <summary>It takes more than it was ordered although the order had not moved: others make room for what it takes at once.</summary>
    Jumped = 32,

    /// <summary>It took nothing of a small current; now a larger one is offered, for vehicles that need one.</summary>
    OfferedMore = 16,
}
