namespace Clemap.Telemetry.Tests;

/// <summary>Tests that move the clock which all share: one after the other, when the others are done.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Clock;
