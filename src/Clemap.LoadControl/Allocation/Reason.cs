using System.Globalization;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>Why a set point is what it is. The texts are stable: they are stored with readings and turned into sentences by the portal.</summary>
public readonly record struct Reason
{
    private readonly Circuit? _circuit;
    private readonly long _nextTurnTicks;
    private readonly int _queuePlace;
    private readonly sbyte _phase;

    public Reason(ReasonCode code) => Code = code;

    /// <param name="code"><see cref="ReasonCode.Circuit"/>, <see cref="ReasonCode.Unbalance"/> or <see cref="ReasonCode.NoRoom"/>.</param>
    public Reason(ReasonCode code, Circuit circuit, Phase? phase)
        : this(code) => (_circuit, _phase) = (circuit, (sbyte)(phase is { } known ? (int)known + 1 : 0));

    /// <summary>In the queue.</summary>
    public Reason(int queuePlace, DateTimeOffset nextTurn)
        : this(ReasonCode.Queue) => (_queuePlace, _nextTurnTicks) = (queuePlace, nextTurn.UtcTicks);

    public ReasonCode Code { get; }

    public Guid? CircuitId => _circuit?.Id;
    public string? CircuitName => _circuit?.Name;

    /// <summary>The phase that is full; <see langword="null"/> when the sum over the phases is.</summary>
    public Phase? Phase => _phase > 0 ? (Phase)(_phase - 1) : null;

    /// <summary>From 1.</summary>
    public int? QueuePlace => _queuePlace > 0 ? _queuePlace : null;

    /// <summary>When its turn is expected.</summary>
    public DateTimeOffset? NextTurn => _queuePlace > 0 ? new DateTimeOffset(_nextTurnTicks, TimeSpan.Zero) : null;

    /// <summary>For example <c>circuit:Garage B:L2</c>, <c>queue:1:2026-03-01T10:15:00Z</c>, <c>station-maximum</c>.</summary>
    public override string ToString() => Code switch
    {
        ReasonCode.Circuit => $"circuit:{CircuitName}:{Phase?.ToString() ?? "sum"}",
        ReasonCode.Unbalance => $"unbalance:{CircuitName}:{Phase}",
        ReasonCode.NoRoom => $"no-room:{CircuitName}:{Phase?.ToString() ?? "sum"}",
        ReasonCode.Queue => string.Create(
            CultureInfo.InvariantCulture, $"queue:{QueuePlace}:{NextTurn?.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"),
        ReasonCode.StationMaximum => "station-maximum",
        ReasonCode.StationLimit => "station-limit",
        ReasonCode.Unused => "unused",
        ReasonCode.FailSafe => "fail-safe",
        ReasonCode.Locked => "locked",
        ReasonCode.NotConnected => "not-connected",
        ReasonCode.NotReachable => "not-reachable",
        ReasonCode.IgnoresOrders => "ignores-orders",
        ReasonCode.Ramp => "ramp",
        ReasonCode.Resting => "resting",
        ReasonCode.GridOperator => "grid-operator",
        ReasonCode.PeakCap => "peak-cap",
        ReasonCode.Surplus => "surplus",
        ReasonCode.Staggered => "staggered",
        ReasonCode.OnePhase => "one-phase",
        ReasonCode.Discharging => "discharging",
        _ => throw new InvalidOperationException($"Reason {Code} has no text."),
    };
}

public enum ReasonCode
{
    /// <summary>A circuit is full on a phase.</summary>
    Circuit,

    /// <summary>It gets all it can take.</summary>
    StationMaximum,

    /// <summary>A limit was set for this station.</summary>
    StationLimit,

    /// <summary>It waits for its turn.</summary>
    Queue,

    /// <summary>The vehicle takes less than it was offered.</summary>
    Unused,

    /// <summary>A meter is not believed.</summary>
    FailSafe,

    /// <summary>A limit of 0 was set for this station.</summary>
    Locked,

    NotConnected,
    NotReachable,

    /// <summary>It takes more than it was told; its maximum is kept free for it.</summary>
    IgnoresOrders,

    /// <summary>On its way up, or waiting until others went down.</summary>
    Ramp,

    /// <summary>It was paused a moment ago and is not started again at once.</summary>
    Resting,

    /// <summary>The grid operator reduced or locked charging.</summary>
    GridOperator,

    /// <summary>The quarter hour's mean import would exceed the contract.</summary>
    PeakCap,

    /// <summary>It charges from surplus only, and there is not more.</summary>
    Surplus,

    /// <summary>One phase would carry too much more than another.</summary>
    Unbalance,

    /// <summary>After a lock or a power cut, vehicles start one after the other.</summary>
    Staggered,

    /// <summary>It charges on one phase because three would not fit.</summary>
    OnePhase,

    /// <summary>The vehicle feeds back.</summary>
    Discharging,

    /// <summary>A circuit leaves less than it needs, even if nobody else charged: no turn helps.</summary>
    NoRoom,
}
