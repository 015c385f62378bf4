using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <param name="CircuitId">Of the circuit.</param>
/// <param name="LimitA">In force, per phase: the lower of rating and wish.</param>
/// <param name="BaseLoadA">What is not charging, as measured or, when that is not possible, as configured.</param>
/// <param name="FailSafe">True when its meter is missing or too old.</param>
public sealed record CircuitStanding(Guid CircuitId, PhaseCurrents LimitA, PhaseCurrents BaseLoadA, bool FailSafe);
