namespace Clemap.Simulator.Physics;

/// <summary>One stay of a car at a parking space.</summary>
internal sealed record Visit(long ArrivesAt, long LeavesAt, CarModel Model, double StateOfCharge);
