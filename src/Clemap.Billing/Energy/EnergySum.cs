using Clemap.Billing.Allocation;
using Clemap.Contracts.Sites;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Energy;

/// <summary>Adds up quarter hours of a site.</summary>
internal sealed class EnergySum
{
    private readonly Dictionary<Guid, (long EnergyWh, long SolarWh)> stations = [];
    private long gridImportWh, gridExportWh, productionWh, chargingWh, chargingSolarWh, houseWh, houseSolarWh, returnedWh, peakWh;
    private int quarters, missing, estimated;
    private DateTimeOffset? peakAt;

    /// <param name="rows">What is known of the single meters and stations.</param>
    /// <param name="expected">How many meters and stations there are.</param>
    public void Add(SiteQuarter quarter, IReadOnlyCollection<QuarterHour> rows, int expected)
    {
        quarters++;
        missing += expected - rows.Count(row => row.Quality is not EnergyQuality.Missing);
        estimated += rows.Count(row => row.Quality is EnergyQuality.Estimated or EnergyQuality.Manual);
        gridImportWh += quarter.GridImportWh;
        gridExportWh += quarter.GridExportWh;
        productionWh += quarter.ProductionWh;
        returnedWh += quarter.StationsReturnedWh;
        var shares = SolarAllocation.Share(quarter);
        foreach (var share in shares)
        {
            var before = stations.GetValueOrDefault(share.StationId);
            stations[share.StationId] = (before.EnergyWh + share.EnergyWh, before.SolarWh + share.SolarWh);
        }

        var (charging, solar) = (shares.Sum(share => share.EnergyWh), shares.Sum(share => share.SolarWh));
        chargingWh += charging;
        chargingSolarWh += solar;
        if (!quarter.GridKnown)
            return;
        // Without a value of the grid nothing is known of the house.
        var house = SolarAllocation.HouseWh(quarter);
        houseWh += house;
        houseSolarWh += Math.Min(quarter.ProductionWh, charging + house) - solar;
        if (peakAt is null || quarter.GridImportWh > peakWh)
            (peakWh, peakAt) = (quarter.GridImportWh, quarter.Start);
    }

    public StationTotal ToTotal(StationModel station)
    {
        var (energyWh, solarWh) = stations.GetValueOrDefault(station.Id);
        return new(station.Id, station.Name, energyWh, solarWh);
    }

    public EnergyBin ToBin(DateTimeOffset at) => new(
        at, gridImportWh, gridExportWh, productionWh, chargingWh, chargingSolarWh, houseWh, houseSolarWh, returnedWh, quarters, missing, estimated, peakWh, peakAt);
}
