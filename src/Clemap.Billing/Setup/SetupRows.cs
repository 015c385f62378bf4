using Clemap.Platform.Database;

namespace Clemap.Billing.Setup;

internal sealed class CreditorRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required PostalAddress Address { get; init; }
    public required string Iban { get; init; }
    public required string? Uid { get; init; }
    public required string ReferencePrefix { get; init; }

    /// <summary>Number of the last invoice. The issuing transaction locks this row, so that numbers have no gap.</summary>
    public long LastNumber { get; set; }
}

internal sealed class SiteBillingRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid SiteId { get; init; }
    public required Guid CreditorId { get; init; }
    public required SdatParties Sdat { get; init; }
}

internal sealed class TariffRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid SiteId { get; init; }
    public required int Version { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required decimal SolarPerKwh { get; init; }
    public required decimal GridPerKwh { get; init; }
    public required decimal BaseFeePerMonth { get; init; }
    public required decimal VatPercent { get; init; }
    public required VatMode VatMode { get; init; }
}

internal sealed class ResidentRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required string Name { get; set; }
    public required string Unit { get; set; }
    public required PostalAddress Address { get; set; }
    public required string Language { get; set; }

    /// <summary>Whoever signs in with it is this resident, see <see cref="PersonId"/>; also where invoices may be sent.</summary>
    public string? Email { get; set; }

    /// <summary>The person who signed in with the address. Another address begins anew.</summary>
    public Guid? PersonId { get; set; }
}

internal sealed class CardRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required string Number { get; init; }
    public required DateTimeOffset ValidFrom { get; init; }
    public required DateTimeOffset? ValidUntil { get; set; }
    public required Guid ResidentId { get; init; }
}

internal sealed class ParkingSpaceRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid StationId { get; init; }
    public required DateTimeOffset ValidFrom { get; init; }
    public required DateTimeOffset? ValidUntil { get; set; }
    public required Guid ResidentId { get; init; }
}

internal sealed class MeteringPointRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }

    /// <summary>One id can carry both directions: the key is the pair.</summary>
    public required string Id { get; init; }
    public required EnergyDirection Direction { get; init; }
    public required Guid SiteId { get; init; }
    public required Guid SourceId { get; init; }
    public required EnergyRegister Register { get; init; }
    public required bool ReleasedToSupplier { get; init; }
}
