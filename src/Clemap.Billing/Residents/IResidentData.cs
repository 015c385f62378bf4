using Clemap.Billing.Setup;

namespace Clemap.Billing.Residents;

/// <summary>What is stored of a resident, who is a natural person: a copy (revDSG art. 25, GDPR art. 15) and its end (revDSG art. 32, GDPR art. 17). In the organisation in scope.</summary>
public interface IResidentData
{
    /// <summary><see langword="null"/> when there is none, or it is another organisation's. That it was asked for is in the audit.</summary>
    Task<ResidentCopy?> CopyAsync(Guid residentId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes name, flat and addresses away, and with them the way to sign in. What was issued stays as it is: invoices and what they rest on are kept for ten years (OR art. 958f), under the id alone but for the
    /// documents themselves. Doing it again changes nothing.
    /// </summary>
    Task<ResidentErasure> EraseAsync(Guid residentId, CancellationToken cancellationToken);
}

public enum ResidentErasure
{
    Done,
    NotFound,

    /// <summary>A card or a parking space is still theirs.</summary>
    StillResident,

    /// <summary>A month in which they had one is not billed yet: the invoice needs the name.</summary>
    NotBilled,
}

/// <param name="Name">Empty once erased; so are flat and address.</param>
/// <param name="Sessions">Those of their cards and parking spaces, the oldest first, from among the 10 000 newest of these.</param>
public sealed record ResidentCopy(
    Guid Id,
    Guid SiteId,
    string Name,
    string Unit,
    PostalAddress Address,
    string Language,
    IReadOnlyList<CardHolding> Cards,
    IReadOnlyList<ParkingHolding> Parking,
    IReadOnlyList<ResidentInvoice> Invoices,
    IReadOnlyList<ResidentSession> Sessions,
    string? Email);

/// <param name="Recipient">As it stands on the invoice.</param>
/// <param name="Total">In <paramref name="Currency"/>, VAT included.</param>
public sealed record ResidentInvoice(Guid Id, string Number, string Recipient, DateTimeOffset IssuedAt, long EnergyWh, decimal Total, string Currency);

/// <param name="EnergyWh">By the station's register.</param>
/// <param name="Card">Upper-case hex; <see langword="null"/> without one.</param>
public sealed record ResidentSession(Guid StationId, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long EnergyWh, string? Card);
