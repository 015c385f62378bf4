using Clemap.Contracts.Sites;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Allocation;

/// <summary>What was measured at a site in one quarter hour, in Wh.</summary>
/// <param name="GridKnown">False when the grid or the production meter has no value here.</param>
/// <param name="Stations">Energy taken by each station, by id.</param>
/// <param name="StationsReturnedWh">Energy that all stations together gave back (discharging cars).</param>
internal sealed record SiteQuarter(
    DateTimeOffset Start,
    bool GridKnown,
    long GridImportWh,
    long GridExportWh,
    long ProductionWh,
    IReadOnlyList<StationEnergy> Stations,
    long StationsReturnedWh = 0)
{
    /// <param name="quarterOf">Of a meter or station, at <paramref name="start"/>.</param>
    public static SiteQuarter Of(SiteModel model, DateTimeOffset start, Func<Guid, QuarterHour> quarterOf)
    {
        var grid = MetersOf(model, MeterKind.Grid).ConvertAll(meter => quarterOf(meter.Id));
        var production = MetersOf(model, MeterKind.Production).ConvertAll(meter => quarterOf(meter.Id));
        var stations = model.Stations.Select(station => quarterOf(station.Id)).ToList();
        return new SiteQuarter(
            start,
            grid.Count > 0 && grid.Concat(production).All(quarter => quarter.Quality != EnergyQuality.Missing),
            grid.Sum(quarter => quarter.ImportWh),
            grid.Sum(quarter => quarter.ExportWh),
            production.Sum(quarter => quarter.ImportWh),
            stations.ConvertAll(quarter => new StationEnergy(quarter.SourceId, quarter.ImportWh)),
            stations.Sum(quarter => quarter.ExportWh));
    }

    private static List<MeterModel> MetersOf(SiteModel model, MeterKind kind) => model.Meters.Where(meter => meter.Kind == kind).ToList();
}
