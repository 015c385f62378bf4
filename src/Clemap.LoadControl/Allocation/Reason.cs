using System.Globalization;
using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>Why a set point is what it is. The texts are stable: they are stored with readings and turned into sentences by the portal.</summary>
public sealed record Reason(ReasonCode Code)
{
    public Guid? CircuitId { get; init; }
    public string? CircuitName { get; init; }

    /// <summary>The phase that is full; <see langword="null"/> when the sum over the phases is.</summary>
    public Phase? Phase { get; init; }

    /// <summary>From 1.</summary>
    public int? QueuePlace { get; init; }
    public DateTimeOffset? NextTurn { get; init; }

    /// <summary>For example <c>circuit:Garage B:L2</c>, <c>queue:1:2026-03-01T10:15:00Z</c>, <c>station-maximum</c>.</summary>
    public override string ToString() => Code switch
    {
        ReasonCode.Circuit => $"circuit:{CircuitName}:{Phase?.ToString() ?? "sum"}",
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

    /// <summary>A meter is silent.</summary>
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
}
