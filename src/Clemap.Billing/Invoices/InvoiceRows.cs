using Clemap.Platform.Database;

namespace Clemap.Billing.Invoices;

/// <summary>An issued invoice. The app role may insert and read it, never change it.</summary>
internal sealed class InvoiceRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required Guid CreditorId { get; init; }
    public required long Sequence { get; init; }
    public required string Number { get; init; }
    public required Guid ResidentId { get; init; }
    public required string Recipient { get; init; }
    public required long EnergyWh { get; init; }
    public required long SolarWh { get; init; }
    public required decimal Net { get; init; }
    public required decimal Vat { get; init; }
    public required decimal Total { get; init; }
    public required string Currency { get; init; }
    public required string Reference { get; init; }

    /// <summary>The tariff that made it, as JSON.</summary>
    public required string Tariff { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    public InvoiceView ToView() => new(Id, Number, Recipient, EnergyWh, SolarWh, Total, Currency, Reference);
}

internal sealed class InvoiceLineRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid InvoiceId { get; init; }
    public required int Position { get; init; }
    public required InvoiceLineKind Kind { get; init; }
    public required decimal Quantity { get; init; }
    public required decimal UnitPrice { get; init; }
    public required decimal Amount { get; init; }
}

/// <summary>The words are what the database stores.</summary>
internal enum InvoiceLineKind
{
    /// <summary>Quantity in kWh.</summary>
    SolarEnergy,

    /// <summary>Quantity in kWh.</summary>
    GridEnergy,

    /// <summary>Quantity in months.</summary>
    BaseFee,
}
