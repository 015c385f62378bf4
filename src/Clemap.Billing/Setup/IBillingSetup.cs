namespace Clemap.Billing.Setup;

/// <summary>What billing must know of a site before it can close a month. Works in the organisation in scope.</summary>
public interface IBillingSetup
{
    /// <summary>
    /// Creates what is not there yet, in one transaction. What exists under its key stays as it is, so that calling it at each start is harmless.
    /// </summary>
    /// <exception cref="ArgumentException">A value breaks a rule (check digits of IBAN, UID or EIC, form of a metering point's id, spans that end before they start).</exception>
    Task EnsureAsync(SiteBilling billing, CancellationToken cancellationToken);
}

/// <summary>All of a site's billing in one value.</summary>
/// <param name="Tariffs">Versions; the one with the latest <see cref="TariffVersion.ValidFrom"/> that is not after a month's first day holds in that month.</param>
public sealed record SiteBilling(
    Guid SiteId,
    CreditorAccount Creditor,
    SdatParties Sdat,
    IReadOnlyList<TariffVersion> Tariffs,
    IReadOnlyList<SiteResident> Residents,
    IReadOnlyList<SiteMeteringPoint> MeteringPoints);

/// <summary>A structured address as the Swiss QR-bill asks for it.</summary>
/// <param name="Country">ISO 3166 alpha-2.</param>
public sealed record PostalAddress(string Street, string HouseNumber, string PostalCode, string Town, string Country = "CH");

/// <summary>Who issues the invoices and gets the money. Invoice numbers are gap-free per creditor.</summary>
/// <param name="Iban">QR-IBAN (then references are QRR) or IBAN (then they are SCOR); blanks are allowed.</param>
/// <param name="Uid">For example <c>CHE-106.017.086</c>; with a tariff that names VAT the invoices show it as VAT number.</param>
/// <param name="ReferencePrefix">Up to 10 digits that the bank prescribes at the start of a QRR.</param>
public sealed record CreditorAccount(Guid Id, string Name, PostalAddress Address, string Iban, string? Uid, string ReferencePrefix = "");

/// <summary>Parties of SDAT documents, by EIC.</summary>
/// <param name="SenderRole">Code of the market role, for example <c>MDR</c>.</param>
/// <param name="ReceiverRole">For example <c>DEC</c>.</param>
public sealed record SdatParties(string SenderEic, string ReceiverEic, string SenderRole = "MDR", string ReceiverRole = "DEC");

/// <param name="Version">From 1, per site.</param>
/// <param name="ValidFrom">First day of a month, local.</param>
/// <param name="SolarPerKwh">CHF.</param>
/// <param name="GridPerKwh">CHF.</param>
/// <param name="BaseFeePerMonth">CHF for each resident with a card or a parking space, pro rata by day.</param>
/// <param name="VatPercent">For example 8.1; ignored with <see cref="VatMode.None"/>.</param>
public sealed record TariffVersion(
    int Version, DateOnly ValidFrom, decimal SolarPerKwh, decimal GridPerKwh, decimal BaseFeePerMonth, decimal VatPercent, VatMode VatMode);

public enum VatMode
{
    /// <summary>The creditor is not registered: no VAT is shown.</summary>
    None,

    /// <summary>Prices contain it.</summary>
    Included,

    /// <summary>It comes on top.</summary>
    Added,
}

/// <param name="Unit">Where they live or work, for example <c>Flat 3</c>.</param>
/// <param name="Language"><c>de</c>, <c>fr</c>, <c>it</c> or <c>en</c>: language of their documents.</param>
/// <param name="Email">Whoever signs in with it is this resident.</param>
public sealed record SiteResident(
    Guid Id,
    string Name,
    string Unit,
    PostalAddress Address,
    string Language,
    IReadOnlyList<CardHolding> Cards,
    IReadOnlyList<ParkingHolding> Parking,
    string? Email = null);

/// <param name="Number">Upper-case hex as sessions carry it.</param>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive; <see langword="null"/> while it lasts.</param>
public sealed record CardHolding(string Number, DateTimeOffset From, DateTimeOffset? Until = null);

/// <param name="StationId">The station at the parking space.</param>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive; <see langword="null"/> while it lasts.</param>
public sealed record ParkingHolding(Guid StationId, DateTimeOffset From, DateTimeOffset? Until = null);

/// <param name="Id">33 characters, <c>^CH\d{11}[0-9A-Z]{20}$</c>.</param>
/// <param name="SourceId">Station or meter whose register it is.</param>
/// <param name="Register">Which of its registers: a production meter counts what it produces as import.</param>
/// <param name="ReleasedToSupplier">Only released points are in SDAT documents.</param>
public sealed record SiteMeteringPoint(string Id, Guid SourceId, EnergyDirection Direction, EnergyRegister Register, bool ReleasedToSupplier);

public enum EnergyDirection
{
    Consumption,
    Production,
}

public enum EnergyRegister
{
    Import,
    Export,
}
