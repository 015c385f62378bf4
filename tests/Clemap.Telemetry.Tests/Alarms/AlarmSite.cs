using System.Globalization;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Alarms;

/// <summary>A commissioned site: one circuit of 40 A with a meter, one station. Times are given, none is now.</summary>
internal sealed record AlarmSite(TestSite Site, string Serial)
{
    /// <summary>When these tests take place: before the clock of the host, which refuses readings from the future.</summary>
    public static readonly DateTimeOffset T0 = TelemetryHost.Now.AddHours(-3);

    public static readonly Guid Circuit = Guid.Parse("01900000-0000-7000-8000-0000000000c1");

    public Guid Meter => Site.Sources[0];

    public Guid Station => Site.Sources[1];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AlarmSite> NewAsync(TelemetryHost host, Guid? organisation = null)
    {
        var site = host.NewSite();
        if (organisation is { } own)
            host.Directories.Add(site = site with { OrganisationId = own });
        var made = new AlarmSite(site, $"CL-{site.DeviceId.ToString("N")[20..]}");
        var provisioning = host.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(site.OrganisationId, "Test", Stop);
        await provisioning.EnsureSiteAsync(site.OrganisationId, new(site.SiteId, "Test", "Test", "Europe/Zurich"), Stop);
        await provisioning.ClaimDeviceAsync(site.OrganisationId, new(site.DeviceId, site.SiteId, made.Serial, "C-04A-WL-080A-CS"), "CODE", Stop);
        await made.ModelAsync(new()
        {
            Circuits = [new(Circuit, "Garage", null, 40, made.Meter)],
            Meters = [new(made.Meter, "Zähler Garage", MeterKind.Circuit)],
            Stations = [new(made.Station, "A1", Circuit, "keba-p30", false, 3, "123", 6, 16, 6)],
        });
        return made;
    }

    public Task ModelAsync(SiteModel model) => SqlAsync(
        $"""
         insert into platform.site_models (organisation_id, device_id, document, reported_at)
         values ('{Site.OrganisationId}', '{Site.DeviceId}', '{JsonSerializer.Serialize(model, ContractsJson.Default.SiteModel)}', now())
         on conflict (organisation_id, device_id) do update set document = excluded.document
         """);

    public Task SeenAsync(DateTimeOffset at) => SqlAsync($"update platform.devices set last_seen_at = '{at:O}' where id = '{Site.DeviceId}'");

    public Task StateAsync(string state) => SqlAsync($"update platform.devices set state = '{state}' where id = '{Site.DeviceId}'");

    public Task ReportAsync(DateTimeOffset at, double? clockOffsetS)
    {
        var report = new ReportedState(0, at, null, new Dictionary<Guid, double>(), new Dictionary<Guid, double>(), "1") { ClockOffsetS = clockOffsetS };
        return SqlAsync(
            $"""
             insert into platform.reported_states (organisation_id, device_id, document, reported_at)
             values ('{Site.OrganisationId}', '{Site.DeviceId}', '{JsonSerializer.Serialize(report, ContractsJson.Default.ReportedState)}', '{at:O}')
             on conflict (organisation_id, device_id) do update set document = excluded.document, reported_at = excluded.reported_at
             """);
    }

    /// <summary>So many ten-second rows of the meter, the last at the time given.</summary>
    public Task MeasureAsync(DateTimeOffset last, int rows, float? l1, float? l2, float? l3) => Site.SendAsync(
        Slots(last, rows).Select(at => new Reading { SourceId = Meter, At = at, CurrentL1A = l1, CurrentL2A = l2, CurrentL3A = l3 }));

    public Task ChargeAsync(DateTimeOffset last, int rows, float? currentA, float? limitA) => Site.SendAsync(
        Slots(last, rows).Select(at => new Reading { SourceId = Station, At = at, CurrentL1A = currentA, CurrentL2A = 0, LimitA = limitA }));

    public static IEnumerable<DateTimeOffset> Slots(DateTimeOffset last, int rows) => Enumerable.Range(0, rows).Select(row => last.AddSeconds(-10 * row));

    public async Task LookAsync(DateTimeOffset now)
    {
        await using var scope = Site.Host.Services.CreateOrganisationScope(Site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<AlarmPass>().RunAsync(now, Stop);
    }

    /// <summary>Oldest first.</summary>
    public async Task<List<AlarmRow>> AlarmsAsync(string? kind = null)
    {
        await using var scope = Site.Host.Services.CreateOrganisationScope(Site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Alarms.AsNoTracking()
            .Where(alarm => kind == null || alarm.Kind == kind).OrderBy(alarm => alarm.Id).ToListAsync(Stop);
    }

    public static string German(AlarmRow alarm) => AlarmTexts.Sentence(alarm, CultureInfo.GetCultureInfo("de-CH"));

    private async Task SqlAsync(string sql) => await Site.Host.QueryAsync(Site.OrganisationId, sql);
}
