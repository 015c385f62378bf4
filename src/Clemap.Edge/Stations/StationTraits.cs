namespace Clemap.Edge.Stations;

/// <summary>What only a station's driver knows of it.</summary>
/// <param name="StepA">As of <see cref="IStation.StepA"/>.</param>
/// <param name="FallbackTime">As of <see cref="IStation.FallbackTime"/>.</param>
internal readonly record struct StationTraits(double? StepA, TimeSpan? FallbackTime);
