using Clemap.Billing.Setup;
using Clemap.Platform.Http;
using Clemap.Platform.Mail;

namespace Clemap.Billing.Residents;

/// <summary>What a resident must hold by itself; what others hold is looked at where it is stored.</summary>
internal static class ResidentRules
{
    private const int MostHoldings = 50;
    private const int LongestName = 70;
    private const int LongestCard = 40;
    private static readonly DateOnly Earliest = new(2000, 1, 1);
    private static readonly DateOnly Latest = new(2099, 12, 31);

    /// <param name="stations">Stations of the site.</param>
    public static List<BrokenRule> Check(ResidentFields fields, IReadOnlySet<Guid> stations)
    {
        List<BrokenRule> broken = [];
        Text(broken, "name", fields.Name, 1, LongestName);
        Text(broken, "unit", fields.Unit, 0, LongestName);
        if (fields.Language is not ("de" or "fr" or "it" or "en"))
            broken.Add(new("unknown", "language", "The language is de, fr, it or en."));
        Address(broken, fields.Address);
        if (Email(fields.Email) is { } email && !MailAddresses.IsOne(email))
            broken.Add(new("not-an-address", "email", "The address must be one mail address."));
        Cards(broken, fields.Cards ?? []);
        Spaces(broken, fields.ParkingSpaces ?? [], stations);
        return broken;
    }

    /// <summary>As stations read it: without blanks, colons and dashes, in upper case.</summary>
    public static string Card(string? number) => new([.. (number ?? "").Where(sign => sign is not (' ' or ':' or '-')).Select(char.ToUpperInvariant)]);

    /// <summary>As it is stored: in lower case; <see langword="null"/> for none.</summary>
    public static string? Email(string? text) => text?.Trim() is { Length: > 0 } email ? email.ToLowerInvariant() : null;

    private static void Cards(List<BrokenRule> broken, IReadOnlyList<HeldCard> cards)
    {
        Most(broken, "cards", cards.Count);
        for (var index = 0; index < cards.Count; index++)
        {
            var number = Card(cards[index].Number);
            if (number.Length is 0 or > LongestCard || !number.All(char.IsAsciiLetterOrDigit))
                broken.Add(new("not-a-card", $"cards[{index}].number", $"A card has 1 to {LongestCard} letters and digits."));
            Span(broken, $"cards[{index}]", cards[index].From, cards[index].To);
            if (cards.Take(index).Any(other => Card(other.Number) == number && Overlap(other.From, other.To, cards[index].From, cards[index].To)))
                broken.Add(new("overlaps", $"cards[{index}].from", $"The card {number} is there already in these days."));
        }
    }

    private static void Spaces(List<BrokenRule> broken, IReadOnlyList<HeldSpace> spaces, IReadOnlySet<Guid> stations)
    {
        Most(broken, "parkingSpaces", spaces.Count);
        for (var index = 0; index < spaces.Count; index++)
        {
            var (station, from, to) = spaces[index];
            if (station is not { } id || !stations.Contains(id))
                broken.Add(new("unknown-station", $"parkingSpaces[{index}].stationId", "The site has no such charging station."));
            Span(broken, $"parkingSpaces[{index}]", from, to);
            if (spaces.Take(index).Any(other => other.StationId == station && Overlap(other.From, other.To, from, to)))
                broken.Add(new("overlaps", $"parkingSpaces[{index}].from", "The parking space is there already in these days."));
        }
    }

    private static void Span(List<BrokenRule> broken, string field, DateOnly? from, DateOnly? to)
    {
        if (from is not { } first)
            broken.Add(new("required", field + ".from", "The first day is missing."));
        else if (first < Earliest || first > Latest || to > Latest)
            broken.Add(new("out-of-range", field + ".from", "Days are of the years 2000 to 2099."));
        if (to < from)
            broken.Add(new("before-from", field + ".to", "The last day is before the first."));
    }

    private static bool Overlap(DateOnly? from, DateOnly? to, DateOnly? otherFrom, DateOnly? otherTo) => !(to < otherFrom) && !(otherTo < from);

    private static void Most(List<BrokenRule> broken, string field, int count)
    {
        if (count > MostHoldings)
            broken.Add(new("too-many", field, $"At most {MostHoldings}."));
    }

    // Lengths of the Swiss QR-bill.
    private static void Address(List<BrokenRule> broken, PostalAddress? address)
    {
        Text(broken, "address.street", address?.Street ?? "", 0, 70);
        Text(broken, "address.houseNumber", address?.HouseNumber ?? "", 0, 16);
        Text(broken, "address.postalCode", address?.PostalCode, 1, 16);
        Text(broken, "address.town", address?.Town, 1, 35);
        if (address?.Country is not { Length: 2 } country || !country.All(char.IsAsciiLetterUpper))
            broken.Add(new("not-a-country", "address.country", "A country has two capital letters, for example CH."));
    }

    private static void Text(List<BrokenRule> broken, string field, string? text, int least, int most)
    {
        var length = text?.Trim().Length ?? 0;
        if (length < least)
            broken.Add(new("required", field, $"The field {field} is missing."));
        else if (length > most)
            broken.Add(new("too-long", field, $"The field {field} has at most {most} characters."));
        else if (text?.Any(char.IsControl) == true)
            broken.Add(new("control-character", field, $"The field {field} has a character that cannot be printed."));
    }
}
