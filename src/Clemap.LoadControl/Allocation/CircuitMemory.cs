using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What is remembered of a circuit. Moments are UTC ticks or <see cref="Clock.Never"/>.</summary>
internal struct CircuitMemory
{
    /// <summary>The last estimate of what is not charging; no number before the first.</summary>
    public PhaseCurrents BaseLoadA;

    /// <summary>The last value of its meter, and since when it says just that.</summary>
    public PhaseCurrents MeterA;
    public long SameSince;

    /// <summary>Of which moment it is; never when it was of the moment of the cycle.</summary>
    public long SampledAt;

    /// <summary>The least and the most that charging took when the meter measured, and in the cycles since; no number before the first.</summary>
    public PhaseCurrents LeastChargingA;
    public PhaseCurrents MostChargingA;

    /// <summary>1 from when that was too long until it moves again.</summary>
    public long Frozen;

    /// <summary>Since when it shows less load than generators could explain.</summary>
    public long BelowSince;

    /// <summary>The meter before the change that is being watched (see <see cref="Response"/>).</summary>
    public PhaseCurrents ReferenceA;

    /// <summary>The same at the beginning of the present calm.</summary>
    public PhaseCurrents CalmA;

    /// <summary>When it was found to contradict the stations.</summary>
    public long ContradictsSince;

    /// <summary>How often in a row it did not move with charging, or, below zero, did again.</summary>
    public long Contradictions;

    /// <summary>1 when charging was held at a limit of this circuit since the reference was taken.</summary>
    public long Held;

    /// <summary>The same since the beginning of the present calm.</summary>
    public long HeldInCalm;

    public static CircuitMemory AtStart => new()
    {
        BaseLoadA = PhaseCurrents.Balanced(double.NaN),
        MeterA = PhaseCurrents.Balanced(double.NaN),
        ReferenceA = PhaseCurrents.Balanced(double.NaN),
        CalmA = PhaseCurrents.Balanced(double.NaN),
        SameSince = Clock.Never,
        SampledAt = Clock.Never,
        LeastChargingA = PhaseCurrents.Balanced(double.NaN),
        MostChargingA = PhaseCurrents.Balanced(double.NaN),
        BelowSince = Clock.Never,
        ContradictsSince = Clock.Never,
    };
}

/// <summary>What is remembered of the site as a whole.</summary>
internal struct SiteMemory
{
    /// <summary>Number of the turn that was on, -1 before the first.</summary>
    public long Turn;

    /// <summary>Since when vehicles start one after the other.</summary>
    public long StaggerFrom;

    /// <summary>Number of the quarter hour, when its energy was last added to, and that energy, Ws.</summary>
    public long Quarter;
    public long QuarterSeenAt;
    public double QuarterEnergyWs;

    /// <summary>Number of the span in which the least and most surplus were kept, A over the phases; and those of the span before.</summary>
    public long SurplusSpan;
    public double LeastSurplusA;
    public double MostSurplusA;
    public double LeastSurplusBeforeA;
    public double MostSurplusBeforeA;

    /// <summary>1 while the grid operator leaves nothing.</summary>
    public long Locked;

    public static SiteMemory AtStart => new()
    {
        Turn = -1,
        StaggerFrom = Clock.Never,
        Quarter = -1,
        QuarterSeenAt = Clock.Never,
        SurplusSpan = -1,
    };
}

/// <summary>What the watch over the meters remembers of the site (see <see cref="Response"/>).</summary>
internal struct SiteWatch
{
    /// <summary>When the present calm has lasted long enough; never while nothing at all changes.</summary>
    public long CalmUntil;

    /// <summary>Since when charging has changed against the reference.</summary>
    public long MovedSince;

    public static SiteWatch AtStart => new() { CalmUntil = Clock.Never, MovedSince = Clock.Never };
}
