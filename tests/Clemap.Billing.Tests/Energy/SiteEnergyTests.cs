using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.Tests.Energy;

public sealed class SiteEnergyTests(BillingHost host)
{
    private static readonly DateOnly Last = new(2026, 10, 31);

    [Fact]
    public async Task A_month_is_what_was_metered_and_its_solar_share_is_that_of_the_invoices()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        var run = await site.BillAsync();
        using var owner = site.Owner;
        var invoices = (await owner.GetFromJsonAsync<List<InvoiceView>>($"/api/v1/billing-runs/{run.Id}/invoices"))!;

        var account = (await ReadAsync(site, BilledSite.October, Last, EnergyStep.Day))!;

        account.Bins.Count.ShouldBe(31);
        account.Total.ChargingWh.ShouldBe(site.MeasuredWh(BilledSite.A1) + site.MeasuredWh(BilledSite.B1));
        account.Total.ProductionWh.ShouldBe(site.MeasuredWh(BilledSite.Roof));
        account.Total.GridImportWh.ShouldBe(site.MeasuredWh(BilledSite.Grid));
        (account.Total.GridImportWh + account.Total.ProductionWh - account.Total.GridExportWh).ShouldBe(account.Total.ConsumedWh);
        account.Total.HouseWh.ShouldBe(401 * 2_980, "October has an hour more");
        account.Total.ChargingSolarWh.ShouldBe(invoices.Sum(invoice => invoice.SolarWh));
        account.Total.ChargingWh.ShouldBe(invoices.Sum(invoice => invoice.EnergyWh));
        (account.Total.Missing, account.Total.Estimated, account.Total.Quarters).ShouldBe((0, 0, 2_980));
        account.Total.PeakWh.ShouldBe(account.Bins.Max(bin => bin.PeakWh));
        account.Total.PeakWh.ShouldBe(2_613 + 401);
        foreach (var sum in new Func<EnergyBin, long>[] { bin => bin.ChargingWh, bin => bin.HouseWh, bin => bin.ChargingSolarWh, bin => bin.HouseSolarWh, bin => bin.GridExportWh, bin => bin.Quarters })
            account.Bins.Sum(sum).ShouldBe(sum(account.Total));
    }

    [Fact]
    public async Task The_day_on_which_the_clock_goes_back_has_25_hours_and_months_begin_at_local_midnight()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);

        var day = (await ReadAsync(site, new(2026, 10, 25), new(2026, 10, 25), EnergyStep.Hour))!;
        day.Bins.Count.ShouldBe(25);
        day.Bins.Select(bin => bin.At).ShouldBeUnique();
        day.Bins[0].At.ShouldBe(new DateTimeOffset(2026, 10, 24, 22, 0, 0, TimeSpan.Zero));
        day.Bins.ShouldAllBe(bin => bin.Quarters == 4);

        var year = (await ReadAsync(site, new(2026, 1, 1), new(2026, 12, 31), EnergyStep.Month))!;
        year.Bins.ShouldHaveSingleItem().At.ShouldBe(new DateTimeOffset(2026, 9, 30, 22, 0, 0, TimeSpan.Zero));
        year.Total.ChargingWh.ShouldBe(site.MeasuredWh(BilledSite.A1) + site.MeasuredWh(BilledSite.B1));
    }

    [Fact]
    public async Task What_is_missing_is_counted_and_never_taken_for_nothing()
    {
        var site = await BilledSite.CreateAsync(host);
        var noon = new DateTimeOffset(2026, 10, 5, 10, 0, 0, TimeSpan.Zero);
        site.Measure(BilledSite.A1, noon, 1_000);
        site.Measure(BilledSite.Grid, noon, 0, quality: EnergyQuality.Missing);
        site.Measure(BilledSite.Roof, noon, 900, quality: EnergyQuality.Estimated);

        var account = (await ReadAsync(site, new(2026, 10, 5), new(2026, 10, 6), EnergyStep.Day))!;

        var bin = account.Bins.ShouldHaveSingleItem("nothing is known of the other day");
        (bin.ChargingWh, bin.ChargingSolarWh, bin.HouseWh).ShouldBe((1_000, 0, 0));
        (bin.Quarters, bin.Missing, bin.Estimated).ShouldBe((1, 2, 1));
        bin.PeakAt.ShouldBeNull("what came from the grid is not known");
    }

    [Fact]
    public async Task As_csv_it_has_the_same_rows()
    {
        var site = await BilledSite.CreateAsync(host);
        await site.ChargeAsync(BilledSite.October);
        await using var scope = host.Services.CreateOrganisationScope(site.Organisation);
        var energy = scope.ServiceProvider.GetRequiredService<ISiteEnergy>();

        var account = (await energy.ReadAsync(site.Site, BilledSite.October, Last, EnergyStep.Day, default))!;
        var lines = Encoding.UTF8.GetString((await energy.CsvAsync(site.Site, BilledSite.October, Last, EnergyStep.Day, default))!).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(32);
        lines[0].ShouldStartWith("start,gridImportWh,gridExportWh,productionWh,chargingWh,");
        lines[26].ShouldStartWith("2026-10-26T00:00:00+01:00,");
        lines.Skip(1).Sum(line => long.Parse(line.Split(',')[4], CultureInfo.InvariantCulture)).ShouldBe(account.Total.ChargingWh);
    }

    [Fact]
    public async Task A_foreign_site_and_one_out_of_reach_look_like_one_that_does_not_exist()
    {
        var (site, other) = (await BilledSite.CreateAsync(host), await BilledSite.CreateAsync(host));
        await using var reaching = host.Services.CreateOrganisationScope(site.Organisation, null, SiteReach.Of([Guid.CreateVersion7()]));

        (await reaching.ServiceProvider.GetRequiredService<ISiteEnergy>().ReadAsync(site.Site, Last, Last, EnergyStep.Hour, default)).ShouldBeNull();
        await using var foreign = host.Services.CreateOrganisationScope(other.Organisation);
        (await foreign.ServiceProvider.GetRequiredService<ISiteEnergy>().ReadAsync(site.Site, Last, Last, EnergyStep.Hour, default)).ShouldBeNull();
        (await foreign.ServiceProvider.GetRequiredService<ISiteEnergy>().CsvAsync(site.Site, Last, Last, EnergyStep.Hour, default)).ShouldBeNull();
    }

    private async Task<EnergyAccount?> ReadAsync(BilledSite site, DateOnly from, DateOnly to, EnergyStep step)
    {
        await using var scope = host.Services.CreateOrganisationScope(site.Organisation);
        return await scope.ServiceProvider.GetRequiredService<ISiteEnergy>().ReadAsync(site.Site, from, to, step, default);
    }
}
