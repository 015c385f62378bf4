namespace Clemap.Telemetry.Tests;

/// <summary>Tests that move the clock which they share: one after the other.</summary>
[CollectionDefinition]
public sealed class Clock;
