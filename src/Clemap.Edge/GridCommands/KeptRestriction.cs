using Clemap.Contracts.GridCommands;

namespace Clemap.Edge.GridCommands;

/// <summary>A restriction with the figures that its means are made of.</summary>
internal sealed record KeptRestriction(Guid Id, string Kind, DateTimeOffset BeganAt, MeanPower ChargingDuring, MeanPower ImportDuring)
{
    public Guid? CommandId { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public double? ChargingBeforeW { get; init; }
    public double? ImportBeforeW { get; init; }
    public bool IsContactUnknown { get; init; }

    public RestrictionReport Report() => new(
        Id, Kind, BeganAt, CommandId, EndedAt, ChargingBeforeW, ChargingDuring.Value, ImportBeforeW, ImportDuring.Value, IsContactUnknown ? true : null);
}
