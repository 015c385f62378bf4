using System.Net.Http.Json;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using Clemap.Contracts;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.Tests;

/// <summary>
/// A site with two stations, a grid meter and a roof, in an organisation of its own. Every other evening Anna charges at A1 with her card; at B1, which has
/// no reader, Huber charges every third day at noon. The sources have fixed ids in every organisation, as nothing forbids that.
/// </summary>
public sealed class BilledSite
{
    public static readonly Guid A1 = Guid.Parse("01900000-0000-7000-8000-0000000000a1");
    public static readonly Guid B1 = Guid.Parse("01900000-0000-7000-8000-0000000000b1");
    public static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000020");
    public static readonly Guid Roof = Guid.Parse("01900000-0000-7000-8000-000000000021");
    public static readonly DateOnly October = new(2026, 10, 1);
    private static readonly Guid Circuit = Guid.Parse("01900000-0000-7000-8000-000000000010");
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private readonly BillingHost host;

    private BilledSite(BillingHost host) => this.host = host;

    public Guid Organisation { get; } = Guid.CreateVersion7();
    public Guid Site { get; } = Guid.CreateVersion7();
    public Guid Device { get; } = Guid.CreateVersion7();

    public HttpClient Owner => host.Client(Organisation, Guid.CreateVersion7(), Role.Owner);

    public HttpClient EdgeClient => host.Client(Organisation, Device, null);

    public static async Task<BilledSite> CreateAsync(BillingHost host, bool withSetup = true)
    {
        var site = new BilledSite(host);
        var provisioning = host.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(site.Organisation, "Immobilien Sonnenhof AG", default);
        await provisioning.EnsureSiteAsync(site.Organisation, new(site.Site, "Sonnenhof 12, Zürich", "Sonnenhof 12, 8003 Zürich", "Europe/Zurich"), default);
        var sales = ClemapLicences.Sales(host.Connections);
        await sales.AddAsync(site.Organisation, new("floem-sdat", 10, new(2020, 1, 1), null, "test"), default);
        await sales.AssignAsync(site.Organisation, site.Site, default);
        await provisioning.ClaimDeviceAsync(
            site.Organisation, new(site.Device, site.Site, "CL-" + site.Device.ToString("N")[20..], "C-04A-WL-080A-CS"), "CODE", default);
        using var edge = site.EdgeClient;
        (await edge.PutAsJsonAsync("/api/v1/device/site-model", Model, ContractsJson.Default.SiteModel)).EnsureSuccessStatusCode();
        if (withSetup)
            await site.EnsureSetupAsync(site.Setup());
        return site;
    }

    public SiteBilling Setup() => new(
        Site,
        new CreditorAccount(Derived(1), "Immobilien Sonnenhof AG", new("Sonnenhof", "12", "8003", "Zürich"), "CH44 3199 9123 0008 8901 2", "CHE-106.017.086 MWST"),
        new SdatParties("12X-SONNENHOF-0P", "12X-DEMO-SUPPL-T"),
        [new TariffVersion(1, new DateOnly(2026, 1, 1), 0.1900m, 0.2850m, 4.50m, 8.1m, VatMode.Added)],
        [
            new SiteResident(Derived(2), "Anna Keller", "Flat 3", new("Sonnenhof", "12", "8003", "Zürich"), "de", [new("04A1B2C3D4", Start)], [new(A1, Start)]),
            new SiteResident(Derived(3), "Hauswartung Huber GmbH", "Garage", new("Sonnenhof", "14", "8003", "Zürich"), "fr", [], [new(B1, Start)]),
        ],
        [
            new SiteMeteringPoint("CH10099080001" + "A1".PadLeft(20, '0'), A1, EnergyDirection.Consumption, EnergyRegister.Import, true),
            new SiteMeteringPoint("CH10099080001" + "B1".PadLeft(20, '0'), B1, EnergyDirection.Consumption, EnergyRegister.Import, true),
            new SiteMeteringPoint("CH10099080001" + "PV".PadLeft(20, '0'), Roof, EnergyDirection.Production, EnergyRegister.Import, false),
        ]);

    public async Task EnsureSetupAsync(SiteBilling setup)
    {
        await using var scope = host.Services.CreateOrganisationScope(Organisation);
        await scope.ServiceProvider.GetRequiredService<IBillingSetup>().EnsureAsync(setup, default);
    }

    /// <summary>Measures a month and hands its sessions in through the API.</summary>
    public async Task ChargeAsync(DateOnly month)
    {
        var span = MonthSpan.Of(month, Zurich);
        var sessions = new List<ChargingSession>();
        var registers = new Dictionary<Guid, long> { [A1] = 1_000_000, [B1] = 2_000_000 };
        foreach (var start in span.Starts())
        {
            var local = span.Local(start);
            var evening = local.Day % 2 == 0 && local.Hour is 18 or 19;
            var noon = local.Day % 3 == 0 && local.Hour == 12;
            var (a1, b1) = (evening ? 2_613L : 3L, noon ? 917L : 0L);
            var roof = local.Hour is > 8 and < 18 ? 211L * Math.Min(local.Hour - 8, 18 - local.Hour) : 0;
            var balance = a1 + b1 + 401 - roof;
            Measure(A1, start, a1);
            Measure(B1, start, b1);
            Measure(Roof, start, roof);
            Measure(Grid, start, Math.Max(0, balance), Math.Max(0, -balance));
            if (evening && local is { Hour: 18, Minute: 0 })
                sessions.Add(Session(A1, start, start.AddHours(2), registers[A1], 8 * 2_613, "04A1B2C3D4"));
            if (noon && local.Minute == 0)
                sessions.Add(Session(B1, start, start.AddHours(1), registers[B1], 4 * 917, null));
            registers[A1] += a1;
            registers[B1] += b1;
        }

        var answer = await PostSessionsAsync(new SessionBatch(sessions));
        answer.ShouldBe(new SessionAnswer(sessions.Count, 0, answer.Rejected));
    }

    public async Task<SessionAnswer> PostSessionsAsync(SessionBatch batch)
    {
        using var edge = EdgeClient;
        var response = await edge.PostAsJsonAsync("/api/v1/sessions", batch, ContractsJson.Default.SessionBatch);
        ((int)response.StatusCode).ShouldBe(202);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.SessionAnswer))!;
    }

    public void Measure(Guid source, DateTimeOffset start, long importWh, long exportWh = 0, EnergyQuality quality = EnergyQuality.Measured) =>
        host.Quarters.Set(Organisation, new QuarterHour(source, start, importWh, exportWh, 90, quality));

    public long MeasuredWh(Guid source) => host.Quarters.Of(Organisation).Where(row => row.SourceId == source).Sum(row => row.ImportWh);

    public async Task<Guid> StartAsync(string month = "2026-10")
    {
        using var owner = Owner;
        var response = await owner.PostAsJsonAsync($"/api/v1/sites/{Site}/billing-runs", new { month });
        ((int)response.StatusCode).ShouldBe(202);
        return Guid.Parse(response.Headers.Location!.ToString().Split('/')[^1]);
    }

    public async Task<BillingRunView> BillAsync(string month = "2026-10") => await host.FinishAsync(Organisation, await StartAsync(month));

    public static ChargingSession Session(Guid station, DateTimeOffset from, DateTimeOffset to, long startWh, long energyWh, string? card) => new()
    {
        SessionId = Guid.CreateVersion7(),
        StationId = station,
        StartedAt = from,
        EndedAt = to,
        StartWh = startWh,
        EndWh = startWh + energyWh,
        Card = card,
    };

    private static readonly DateTimeOffset Start = new(2025, 12, 31, 23, 0, 0, TimeSpan.Zero);

    private static SiteModel Model { get; } = new()
    {
        Circuits = [new(Circuit, "Grid connection", null, 80, Grid)],
        Meters = [new(Grid, "Grid", MeterKind.Grid), new(Roof, "Roof", MeterKind.Production)],
        Stations =
        [
            new(A1, "A1", Circuit, "keba-p30", false, 3, "123", 6, 16, 6),
            new(B1, "B1", Circuit, "modbus-relay", true, 1, "3", 16, 16, 0),
        ],
    };

    private Guid Derived(byte last)
    {
        var bytes = Organisation.ToByteArray();
        bytes[^1] = last;
        return new Guid(bytes);
    }
}
