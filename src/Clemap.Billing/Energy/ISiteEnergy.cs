namespace Clemap.Billing.Energy;

/// <summary>Where the energy of a site came from and went: the same quarter hours and the same sharing of solar energy that bills are made of.</summary>
public interface ISiteEnergy
{
    const int MostDays = 400;

    /// <param name="from">First local day.</param>
    /// <param name="to">Last local day, at most <see cref="MostDays"/> days later.</param>
    /// <returns><see langword="null"/> when the organisation and reach in scope have no such site, or it has no site model.</returns>
    Task<EnergyAccount?> ReadAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken);

    /// <summary>The same as CSV: a header, Wh, times of the site with their offset.</summary>
    /// <returns><see langword="null"/> as <see cref="ReadAsync"/> says it.</returns>
    Task<byte[]?> CsvAsync(Guid siteId, DateOnly from, DateOnly to, EnergyStep step, CancellationToken cancellationToken);
}

public enum EnergyStep
{
    Hour,
    Day,
    Month,
}

/// <param name="HasGrid">The site has a meter at its grid connection; without one nothing is known of the house and of solar shares.</param>
/// <param name="HasProduction">The site has a meter of production.</param>
/// <param name="Bins">In order of time; only those in which anything was measured.</param>
/// <param name="Total">Of the whole span.</param>
/// <param name="Stations">Of the whole span, by name.</param>
public sealed record EnergyAccount(bool HasGrid, bool HasProduction, IReadOnlyList<EnergyBin> Bins, EnergyBin Total, IReadOnlyList<StationTotal> Stations);

/// <param name="SolarWh">Of <paramref name="EnergyWh"/>, from the own roof.</param>
public sealed record StationTotal(Guid StationId, string Name, long EnergyWh, long SolarWh);

/// <summary>Energy in Wh.</summary>
/// <param name="At">Start, UTC, on a full local hour, day or month.</param>
/// <param name="HouseWh">All consumers but the stations.</param>
/// <param name="ChargingSolarWh">Of <paramref name="ChargingWh"/>, from the own roof.</param>
/// <param name="HouseSolarWh">Of <paramref name="HouseWh"/>, from the own roof.</param>
/// <param name="ReturnedWh">Given back by discharging cars.</param>
/// <param name="Quarters">Quarter hours in which anything was measured.</param>
/// <param name="Missing">Quarter hours of single meters and stations whose energy is not known.</param>
/// <param name="Estimated">Quarter hours of single meters and stations that are estimated or a person's value.</param>
/// <param name="PeakWh">Largest import of a quarter hour.</param>
/// <param name="PeakAt">When that one began, UTC.</param>
public sealed record EnergyBin(
    DateTimeOffset At, long GridImportWh, long GridExportWh, long ProductionWh, long ChargingWh, long ChargingSolarWh, long HouseWh, long HouseSolarWh, long ReturnedWh,
    int Quarters, int Missing, int Estimated, long PeakWh, DateTimeOffset? PeakAt)
{
    public long ConsumedWh => ChargingWh + HouseWh;

    /// <summary>Of what the roof made, the part that was used here; <see langword="null"/> when it made nothing.</summary>
    public double? OwnUse => ProductionWh > 0 ? (double)(ChargingSolarWh + HouseSolarWh) / ProductionWh : null;

    /// <summary>Of what was charged, the part from the own roof; <see langword="null"/> when nothing was charged.</summary>
    public double? ChargingSolarShare => ChargingWh > 0 ? (double)ChargingSolarWh / ChargingWh : null;

    /// <summary>The largest import of a quarter hour as power, W.</summary>
    public double? PeakW => PeakAt is null ? null : PeakWh * 4.0;
}
