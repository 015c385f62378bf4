using Clemap.Billing.Sessions;
using Clemap.Billing.Setup;
using Clemap.Contracts.Sites;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Invoices;

/// <summary>All that the bill of a month is made of.</summary>
internal sealed record MonthData(
    SiteDetail Site,
    MonthSpan Span,
    SiteModel Model,
    TariffVersion Tariff,
    CreditorRow Creditor,
    SdatParties Sdat,
    IReadOnlyList<ResidentRow> Residents,
    IReadOnlyList<CardRow> Cards,
    IReadOnlyList<ParkingSpaceRow> Spaces,
    IReadOnlyList<MeteringPointRow> MeteringPoints,
    IReadOnlyList<ChargingSessionRow> Sessions,
    IReadOnlyDictionary<(Guid SourceId, DateTimeOffset Start), QuarterHour> Quarters)
{
    public IEnumerable<Guid> MetersOf(MeterKind kind) => Model.Meters.Where(meter => meter.Kind == kind).Select(meter => meter.Id);

    /// <summary>What no row tells is missing.</summary>
    public QuarterHour Quarter(Guid sourceId, DateTimeOffset start) =>
        Quarters.TryGetValue((sourceId, start), out var quarter) ? quarter : new QuarterHour(sourceId, start, 0, 0, 0, EnergyQuality.Missing);
}
