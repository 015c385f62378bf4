using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Sdat;

/// <summary>The load profiles of a month for the energy supplier: one document per released metering point and direction.</summary>
internal static class SdatExport
{
    public static IReadOnlyList<E66Document> Of(BillingRunRow run, MonthData data, DateTimeOffset issuedAt)
    {
        var creation = new DateTimeOffset(issuedAt.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        return data.MeteringPoints.Where(point => point.ReleasedToSupplier).Select((point, index) => new E66Document(
            FormattableString.Invariant($"CLEMAP-{run.Id:N}-{index + 1:D3}"),
            data.Sdat,
            creation,
            data.Span.From,
            data.Span.To,
            point.Id,
            point.Direction,
            data.Span.Starts().Select(start => ValueOf(data, point, start)).ToList())).ToList();
    }

    private static E66Value ValueOf(MonthData data, MeteringPointRow point, DateTimeOffset start)
    {
        var quarter = data.Quarter(point.SourceId, start);
        return new E66Value(point.Register == EnergyRegister.Import ? quarter.ImportWh : quarter.ExportWh, quarter.Quality, quarter.IsProvisional);
    }
}
