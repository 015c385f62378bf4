using System.Globalization;
using Clemap.Billing.Setup;
using Clemap.Platform.Sites;

namespace Clemap.Billing.Residents;

/// <summary>A card or a parking space that somebody has for a while.</summary>
/// <param name="Key">Number of the card, or the station's id.</param>
/// <param name="From">UTC, inclusive.</param>
/// <param name="Until">UTC, exclusive; <see langword="null"/> while it lasts.</param>
internal sealed record Holding(string Key, DateTimeOffset From, DateTimeOffset? Until)
{
    public static Holding Of(CardRow row) => new(row.Number, row.ValidFrom, row.ValidUntil);

    public static Holding Of(ParkingSpaceRow row) => new(row.StationId.ToString(), row.ValidFrom, row.ValidUntil);

    public static Holding Of(HeldCard card, TimeZoneInfo zone) => Of(ResidentRules.Card(card.Number), card.From!.Value, card.To, zone);

    public static Holding Of(HeldSpace space, TimeZoneInfo zone) => Of(space.StationId!.Value.ToString(), space.From!.Value, space.To, zone);

    /// <summary>Whole days of the site. What began or ended within a day is shown as of that day.</summary>
    public (DateOnly From, DateOnly? To) Days(TimeZoneInfo zone) =>
        (LocalDays.Of(From, zone), Until is { } until ? LocalDays.Of(until - TimeSpan.FromTicks(1), zone) : null);

    public bool Overlaps(Holding other) => Key == other.Key && !(Until <= other.From) && !(other.Until <= From);

    /// <summary>What of it lies in the span; <see langword="null"/> when nothing does.</summary>
    public Holding? Within(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (From > from ? From : from, Until < until ? Until.Value : until);
        return first < last ? new(Key, first, last) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key} {From:O} {Until:O}");

    private static Holding Of(string key, DateOnly from, DateOnly? to, TimeZoneInfo zone) =>
        new(key, LocalDays.StartOf(from, zone), to is { } last ? LocalDays.StartOf(last.AddDays(1), zone) : null);
}
