using Clemap.Billing.Allocation;
using Clemap.Billing.Documents.Csv;
using Clemap.Contracts.Sites;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Energy;

internal sealed class SiteEnergy(ISiteDirectory sites, IQuarterHours quarterHours) : ISiteEnergy
{
    // So much is in memory at once.
    private const int DaysAtOnce = 31;

    public async Task<EnergyAccount?> ReadAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.DayNumber - from.DayNumber, ISiteEnergy.MostDays, nameof(to));
        if (await sites.FindAsync(siteId, cancellationToken) is not { LastModel: { } model } site)
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        var sources = SourcesOf(model);
        var bins = new Dictionary<DateTimeOffset, EnergySum>();
        var total = new EnergySum();
        for (var first = from; first <= to; first = first.AddDays(DaysAtOnce))
        {
            var (start, end) = (LocalDays.StartOf(first, zone), LocalDays.StartOf(Min(first.AddDays(DaysAtOnce), to.AddDays(1)), zone));
            var quarters = await quarterHours.ReadAsync(sources, start, end, cancellationToken);
            foreach (var quarter in quarters.GroupBy(quarter => quarter.Start))
            {
                var of = quarter.ToDictionary(one => one.SourceId);
                var sum = Sum(bins, BinOf(quarter.Key, step, zone));
                var measured = SiteQuarter.Of(model, quarter.Key, source => of.GetValueOrDefault(source) ?? new(source, quarter.Key, 0, 0, 0, EnergyQuality.Missing));
                sum.Add(measured, of.Values, sources.Count);
                total.Add(measured, of.Values, sources.Count);
            }
        }

        return new EnergyAccount(
            model.Meters.Any(meter => meter.Kind is MeterKind.Grid),
            model.Meters.Any(meter => meter.Kind is MeterKind.Production),
            [.. bins.OrderBy(bin => bin.Key).Select(bin => bin.Value.ToBin(bin.Key))],
            total.ToBin(LocalDays.StartOf(from, zone)),
            [.. model.Stations.OrderBy(station => station.Name, StringComparer.OrdinalIgnoreCase).Select(total.ToTotal)]);
    }

    public async Task<byte[]?> CsvAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken) =>
        await ReadAsync(siteId, from, to, step, cancellationToken) is { } account && await sites.FindAsync(siteId, cancellationToken) is { } site
            ? EnergyCsv.Write(account, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone))
            : null;

    // The hour that comes twice in autumn is two.
    private static DateTimeOffset BinOf(DateTimeOffset at, EnergyStep step, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return step switch
        {
            EnergyStep.Hour => new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, local.Offset).ToUniversalTime(),
            EnergyStep.Day => LocalDays.StartOf(LocalDays.Of(at, zone), zone),
            _ => LocalDays.StartOf(new DateOnly(local.Year, local.Month, 1), zone),
        };
    }

    private static EnergySum Sum(Dictionary<DateTimeOffset, EnergySum> bins, DateTimeOffset at)
    {
        if (!bins.TryGetValue(at, out var sum))
            bins[at] = sum = new();
        return sum;
    }

    private static HashSet<Guid> SourcesOf(SiteModel model) =>
    [
        .. model.Stations.Select(station => station.Id),
        .. model.Meters.Where(meter => meter.Kind is MeterKind.Grid or MeterKind.Production).Select(meter => meter.Id),
    ];

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;
}
