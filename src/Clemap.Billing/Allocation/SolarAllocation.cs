namespace Clemap.Billing.Allocation;

internal readonly record struct StationEnergy(Guid StationId, long EnergyWh);

internal readonly record struct StationShare(Guid StationId, long EnergyWh, long SolarWh);

/// <summary>
/// Local solar energy of a quarter hour: S = min(production, consumption) is shared by consumption. The house is one consumer beside the stations.
/// </summary>
internal static class SolarAllocation
{
    /// <summary>What the house took besides the stations; measurement noise cannot push it below zero.</summary>
    public static long HouseWh(SiteQuarter quarter) => Math.Max(
        0,
        quarter.GridImportWh + quarter.ProductionWh - quarter.GridExportWh
        - quarter.Stations.Sum(station => station.EnergyWh) + quarter.StationsReturnedWh);

    /// <returns>The stations by id. Without a known grid value nothing proves that solar energy stayed here: then all of it counts as grid energy.</returns>
    public static IReadOnlyList<StationShare> Share(SiteQuarter quarter)
    {
        var stations = quarter.Stations.OrderBy(station => station.StationId).ToList();
        if (!quarter.GridKnown)
            return stations.ConvertAll(station => new StationShare(station.StationId, station.EnergyWh, 0));

        // The house stands last: on a tie the odd watt-hour of sun goes to a station.
        var weights = stations.Select(station => station.EnergyWh).Append(HouseWh(quarter)).ToList();
        var solar = LargestRemainder.Share(Math.Min(quarter.ProductionWh, weights.Sum()), weights);
        return stations.Select((station, index) => new StationShare(station.StationId, station.EnergyWh, solar[index])).ToList();
    }
}
