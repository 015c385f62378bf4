using Clemap.Billing.Setup;

namespace Clemap.Billing.Allocation;

/// <summary>Who held which card and which parking space at a moment. Where spans overlap, the one that began last counts.</summary>
internal sealed class Holders(IEnumerable<CardRow> cards, IEnumerable<ParkingSpaceRow> spaces)
{
    private readonly ILookup<string, CardRow> cards = cards.OrderByDescending(row => row.ValidFrom).ToLookup(row => row.Number);
    private readonly ILookup<Guid, ParkingSpaceRow> spaces = spaces.OrderByDescending(row => row.ValidFrom).ToLookup(row => row.StationId);

    public Guid? OfCard(string? card, DateTimeOffset at) => card is null
        ? null
        : cards[card].FirstOrDefault(row => row.ValidFrom <= at && !(row.ValidUntil <= at))?.ResidentId;

    public Guid? OfSpace(Guid stationId, DateTimeOffset at) =>
        spaces[stationId].FirstOrDefault(row => row.ValidFrom <= at && !(row.ValidUntil <= at))?.ResidentId;

    /// <summary>The card decides, else the parking space, at the moment the session began.</summary>
    public Guid? OfSession(string? card, Guid stationId, DateTimeOffset startedAt) => OfCard(card, startedAt) ?? OfSpace(stationId, startedAt);
}
