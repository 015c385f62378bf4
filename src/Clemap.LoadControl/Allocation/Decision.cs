namespace Clemap.LoadControl.Allocation;

/// <summary>What one cycle decided.</summary>
/// <param name="SetPoints">One per station, in order of station id. All of them together are safe to send at once, in any order.</param>
/// <param name="Circuits">How each circuit stood, in the topology's order.</param>
/// <param name="State">To be given to the next cycle.</param>
public sealed record Decision(IReadOnlyList<SetPoint> SetPoints, IReadOnlyList<CircuitStanding> Circuits, AllocatorState State);

/// <param name="StationId">Of the station.</param>
/// <param name="CurrentA">The order, A per phase: 0 (paused) or between minimum and maximum.</param>
/// <param name="TargetA">Where the order is heading; above <paramref name="CurrentA"/> while it ramps or waits for others to go down.</param>
/// <param name="Change">Against the previous order.</param>
/// <param name="ExpiresAt">Send it again before this.</param>
/// <param name="Reasons">What limits it, most important first; never empty.</param>
public sealed record SetPoint(
    Guid StationId, double CurrentA, double TargetA, OrderChange Change, DateTimeOffset ExpiresAt, IReadOnlyList<Reason> Reasons);

public enum OrderChange
{
    Hold,

    /// <summary>Send these first.</summary>
    Decrease,

    /// <summary>Its room is already there: nothing else has to go down first.</summary>
    Increase,
}
