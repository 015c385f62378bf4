using Clemap.Billing.Residents;
using Clemap.Billing.Setup;

namespace Clemap.Portal.Pages.Residents;

/// <summary>A resident while somebody types: everything may be empty for a moment.</summary>
public sealed class ResidentDraft
{
    public Guid Id { get; private init; } = Guid.CreateVersion7();

    /// <summary>What was looked at; <see langword="null"/> for somebody new.</summary>
    public string? Version { get; private init; }

    public string Name { get; set; } = "";

    public string Unit { get; set; } = "";

    public string Street { get; set; } = "";

    public string HouseNumber { get; set; } = "";

    public string PostalCode { get; set; } = "";

    public string Town { get; set; } = "";

    public string Country { get; set; } = "CH";

    public string Language { get; set; } = "de";

    public string Email { get; set; } = "";

    public List<CardDraft> Cards { get; } = [];

    public List<SpaceDraft> Spaces { get; } = [];

    public static ResidentDraft Of(ResidentView resident)
    {
        var draft = new ResidentDraft
        {
            Id = resident.Id,
            Version = resident.Version,
            Name = resident.Name,
            Unit = resident.Unit,
            Street = resident.Address.Street,
            HouseNumber = resident.Address.HouseNumber,
            PostalCode = resident.Address.PostalCode,
            Town = resident.Address.Town,
            Country = resident.Address.Country,
            Language = resident.Language,
            Email = resident.Email ?? "",
        };
        draft.Cards.AddRange(resident.Cards.Select(card => new CardDraft { Number = card.Number ?? "", From = card.From, To = card.To }));
        draft.Spaces.AddRange(resident.ParkingSpaces.Select(space => new SpaceDraft { StationId = space.StationId, From = space.From, To = space.To }));
        return draft;
    }

    public ResidentFields ToFields() => new(
        Version, Name, Unit, new PostalAddress(Street, HouseNumber, PostalCode, Town, Country.Trim().ToUpperInvariant()), Language,
        Cards.ConvertAll(card => new HeldCard(card.Number, card.From, card.To)), Spaces.ConvertAll(space => new HeldSpace(space.StationId, space.From, space.To)), Email);
}

public sealed class CardDraft
{
    public string Number { get; set; } = "";

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }
}

public sealed class SpaceDraft
{
    public Guid? StationId { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }
}
