using Clemap.Billing.Allocation;
using CsCheck;

namespace Clemap.Billing.Tests.Allocation;

public sealed class SolarAllocationTests
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 5, 10, 0, 0, TimeSpan.Zero);

    private static readonly Gen<SiteQuarter> Quarters =
        Gen.Select(Gen.Long[0, 20_000], Gen.Long[0, 20_000], Gen.Long[0, 4_000], Gen.Long[0, 5_500].Array[0, 8]).Select((import, export, production, stations) =>
            new SiteQuarter(Noon, true, import, export, production, stations.Select((wh, index) => new StationEnergy(Station(index), wh)).ToList()));

    [Fact]
    public void Share_AnyQuarter_StationsGetNoMoreSunThanTheyTookAndTogetherNoMoreThanThereWas() => Quarters.Sample(quarter =>
    {
        var shares = SolarAllocation.Share(quarter);

        shares.ShouldAllBe(share => share.SolarWh >= 0 && share.SolarWh <= share.EnergyWh);
        shares.Sum(share => share.EnergyWh).ShouldBe(quarter.Stations.Sum(station => station.EnergyWh));

        // Σ solar = S, the house's part included: the house's part is what is left, and lies within what it took.
        var consumption = quarter.Stations.Sum(station => station.EnergyWh) + SolarAllocation.HouseWh(quarter);
        var house = Math.Min(quarter.ProductionWh, consumption) - shares.Sum(share => share.SolarWh);
        house.ShouldBeInRange(0, SolarAllocation.HouseWh(quarter));
    });

    // Production covers all: everything is solar.
    [Fact]
    public void Share_PlentyOfSun_AllIsSolar() =>
        SolarAllocation.Share(Quarter(import: 0, export: 1_000, production: 3_000, 1_500, 500)).ShouldAllBe(share => share.SolarWh == share.EnergyWh);

    // House 1000 (= 1500 + 1500 - 0 - 2000), stations 1500 and 500; 1500 Wh of sun for 3000 Wh: half for each.
    [Fact]
    public void Share_HalfTheSun_IsSharedWithTheHouse() =>
        SolarAllocation.Share(Quarter(import: 1_500, export: 0, production: 1_500, 1_500, 500)).Select(share => share.SolarWh).ShouldBe([750, 250]);

    // Registers of different meters do not fit to the watt-hour: the house is floored at zero.
    [Fact]
    public void HouseWh_NoiseBelowZero_IsZero() => SolarAllocation.HouseWh(Quarter(import: 990, export: 0, production: 0, 1_000)).ShouldBe(0);

    [Fact]
    public void Share_GridUnknown_NothingCountsAsSolar() =>
        SolarAllocation.Share(Quarter(0, 0, 3_000, 1_500) with { GridKnown = false }).ShouldAllBe(share => share.SolarWh == 0);

    private static SiteQuarter Quarter(long import, long export, long production, params long[] stations) =>
        new(Noon, true, import, export, production, stations.Select((wh, index) => new StationEnergy(Station(index), wh)).ToList());

    private static Guid Station(int index) => new(index, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
}
