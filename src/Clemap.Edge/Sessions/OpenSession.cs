using Clemap.Contracts.Sessions;

namespace Clemap.Edge.Sessions;

/// <summary>A vehicle that is plugged in now.</summary>
internal sealed record OpenSession(
    Guid Id, Guid StationId, DateTimeOffset StartedAt, long StartWh, DateTimeOffset LastAt, long LastWh, string? Card);

/// <summary>What changes in the store: a session that opened or went on, or one that closed.</summary>
internal sealed record SessionChange(OpenSession? Open, ChargingSession? Closed);
