using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Arrivals;

/// <summary>One car at one place.</summary>
/// <param name="WantedShare">State of charge at which it stops.</param>
internal readonly record struct Stay(long ArrivesAt, long LeavesAt, VehicleModel Model, double StateOfCharge, double WantedShare);
