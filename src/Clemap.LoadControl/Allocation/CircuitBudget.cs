using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Allocation;

/// <summary>What a circuit has for charging in this cycle.</summary>
/// <param name="LimitA">The lower of rating and wish.</param>
/// <param name="BaseLoadA">All that is not charging.</param>
/// <param name="RoomA">What may be given to stations; negative while the base load alone is too much.</param>
/// <param name="SumRoomA">The same for the sum over the phases; <see langword="null"/> where it is not limited.</param>
/// <param name="FailSafe">Its meter is silent.</param>
internal sealed record CircuitBudget(
    PhaseCurrents LimitA, PhaseCurrents BaseLoadA, PhaseCurrents RoomA, double? SumRoomA, bool FailSafe);
