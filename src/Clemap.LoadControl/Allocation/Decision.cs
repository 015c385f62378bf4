using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;

namespace Clemap.LoadControl.Allocation;

/// <summary>
/// What one cycle decided. It belongs to the <see cref="Allocator"/> and is overwritten by its next cycle; who wants to keep it copies the spans.
/// </summary>
public sealed class Decision
{
    private readonly SetPoint[] _setPoints;
    private readonly CircuitStanding[] _circuits;
    private readonly Finding[] _findings;
    private int _findingCount;

    internal Decision(int circuits, int stations)
    {
        _setPoints = new SetPoint[stations];
        _circuits = new CircuitStanding[circuits];
        _findings = new Finding[circuits + (2 * stations) + 1];
    }

    /// <summary>One per station, in the topology's order. All of them together are safe to send at once, in any order.</summary>
    public ReadOnlySpan<SetPoint> SetPoints => _setPoints;

    /// <summary>How each circuit stood, in the topology's order.</summary>
    public ReadOnlySpan<CircuitStanding> Circuits => _circuits;

    /// <summary>What somebody should look at: as long as it is named here, it is so.</summary>
    public ReadOnlySpan<Finding> Findings => _findings.AsSpan(0, _findingCount);

    public GridOperatorState GridOperator { get; internal set; }

    /// <summary>
    /// With the same input, ages aside, every cycle before this moment decides the same again and leaves the state as it is. A controller runs its cycle
    /// all the same; a simulation may leave those cycles out.
    /// </summary>
    public DateTimeOffset SteadyUntil { get; internal set; }

    internal ref SetPoint SetPoint(int station) => ref _setPoints[station];

    internal ref CircuitStanding Standing(int circuit) => ref _circuits[circuit];

    internal void ClearFindings() => _findingCount = 0;

    internal void Add(Finding finding) => _findings[_findingCount++] = finding;
}

/// <param name="StationId">Of the station.</param>
/// <param name="CurrentA">The order, A per phase: 0 (paused), between minimum and maximum, or below zero to feed back.</param>
/// <param name="TargetA">Where the order is heading; above <paramref name="CurrentA"/> while it ramps or waits for others to go down.</param>
/// <param name="Phases">On how many phases to charge, 1 or 3; for a station that does not switch, the number it is wired with.</param>
/// <param name="Change">Against the previous order.</param>
/// <param name="ExpiresAt">Send it again before this.</param>
/// <param name="Reasons">What limits it, most important first; never empty.</param>
public readonly record struct SetPoint(
    Guid StationId, double CurrentA, double TargetA, int Phases, OrderChange Change, DateTimeOffset ExpiresAt, ReasonList Reasons);

public enum OrderChange
{
    Hold,

    /// <summary>Send these first.</summary>
    Decrease,

    /// <summary>Its room is already there: nothing else has to go down first.</summary>
    Increase,
}

/// <param name="CircuitId">Of the circuit.</param>
/// <param name="LimitA">In force, per phase: the lower of rating, wish and what the grid operator allows the connection.</param>
/// <param name="BaseLoadA">What is not charging, as measured or, when that is not possible, as configured.</param>
/// <param name="Meter">Whether its meter is believed.</param>
public readonly record struct CircuitStanding(Guid CircuitId, PhaseCurrents LimitA, PhaseCurrents BaseLoadA, MeterStanding Meter)
{
    /// <summary>True when it has a meter that is not believed: everything below it is at its fallback.</summary>
    public bool FailSafe => Meter is not (MeterStanding.None or MeterStanding.Fresh);
}

public enum MeterStanding
{
    /// <summary>The circuit has no meter and needs none.</summary>
    None,
    Fresh,

    /// <summary>There never was a value, or the last one is gone.</summary>
    Missing,

    /// <summary>The last value is too old.</summary>
    Stale,

    /// <summary>It says what cannot be: no number, ten times the fuse, or less load than generators could explain.</summary>
    Implausible,

    /// <summary>It has said exactly the same for too long.</summary>
    Frozen,

    /// <summary>It did not move with the charging that it should measure: wrong phase, wrong sign, wrong place.</summary>
    Contradicts,
}

/// <summary>Something for a person to look at.</summary>
/// <param name="Code">What it is.</param>
/// <param name="SubjectId">The circuit or station.</param>
public readonly record struct Finding(FindingCode Code, Guid SubjectId);

public enum FindingCode
{
    /// <summary>A circuit's meter is not believed.</summary>
    MeterNotBelieved,

    /// <summary>A station takes more than it was told; its maximum is kept free for it.</summary>
    IgnoresOrders,

    /// <summary>The meters say that a station is wired to other phases than was written down.</summary>
    RotationWrong,

    /// <summary>The contact of the ripple-control receiver cannot be read; it counts as active.</summary>
    RippleUnknown,

    /// <summary>A circuit carries more than its fuse although nothing below it charges.</summary>
    BaseLoadTooHigh,
}
