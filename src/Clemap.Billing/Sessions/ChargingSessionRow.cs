using Clemap.Platform.Database;

namespace Clemap.Billing.Sessions;

internal sealed class ChargingSessionRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid SessionId { get; init; }
    public required Guid DeviceId { get; init; }
    public required Guid StationId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public required long StartWh { get; init; }
    public required long EndWh { get; init; }
    public required string? Card { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}
