using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Server.Tests.Http;
using Clemap.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Licences;

public sealed class LicenceGateTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();
    private static readonly Guid Station = Guid.CreateVersion7();

    private static readonly SiteModel Model = new()
    {
        Circuits = [new(Grid, "Grid", null, 80)],
        Meters = [new(Grid, "Grid", MeterKind.Grid)],
        Stations = [new(Station, "A1", Grid, "keba-p30", false, 3, "123", 6, 16, 6)],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutALicence_ItsOptionIsRefused_ByName_AndTheRestIsNot()
    {
        var site = await server.NewSiteAsync(withLicence: false);
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);

        (await StartRunAsync(owner, site.SiteId)).ShouldBe((HttpStatusCode.PaymentRequired, "licence-required", LicenceOption.Billing));
        (await AnswerAsync(owner.GetAsync(new Uri("/api/v1/sdat/periods", UriKind.Relative), Cancel))).ShouldBe((HttpStatusCode.PaymentRequired, "licence-required", LicenceOption.Sdat));
        using var runs = await owner.GetAsync(new Uri($"/api/v1/sites/{site.SiteId}/billing-runs", UriKind.Relative), Cancel);
        runs.StatusCode.ShouldBe(HttpStatusCode.OK); // what was issued stays readable

        await server.LicenseAsync(site, "floem-billing");
        (await StartRunAsync(owner, site.SiteId)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await AnswerAsync(owner.GetAsync(new Uri("/api/v1/sdat/periods", UriKind.Relative), Cancel))).Status.ShouldBe(HttpStatusCode.PaymentRequired);
    }

    [Fact]
    public async Task WhoMayNot_HearsNothingOfLicences()
    {
        var site = await server.NewSiteAsync(withLicence: false);
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        (await StartRunAsync(electrician, site.SiteId)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Licence_ThatIsOver_TouchesNeitherSafetyNorControl()
    {
        var site = await server.NewSiteAsync(withLicence: false);
        await server.LicenseAsync(site, "floem-complete", new DateOnly(2024, 12, 31));
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        (await StartRunAsync(administrator, site.SiteId)).Status.ShouldBe(HttpStatusCode.PaymentRequired);

        // Enrolment and token, site model, stream, a limit that comes into force, telemetry, sessions: all as ever.
        using var device = await server.DeviceAsync(site, Model);
        using var stream = await EventStream.OpenAsync(device, lastEventId: null, Cancel);
        using var changed = await administrator.PatchAsJsonAsync(
            new Uri($"/api/v1/sites/{site.SiteId}/desired-state", UriKind.Relative),
            new { expectedVersion = 0, circuitLimitsA = new Dictionary<string, double> { [Grid.ToString()] = 20 }, stationPriorities = new Dictionary<string, string> { [Station.ToString()] = "high" } }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK, await changed.Content.ReadAsStringAsync(Cancel));
        (await stream.NextAsync(Cancel)).Document.Circuits[Grid].LimitA.ShouldBe(20);
        var now = TimeProvider.System.GetUtcNow();
        var report = new ReportedState(1, now, null, new Dictionary<Guid, double> { [Grid] = 20 }, new Dictionary<Guid, double> { [Station] = 16 }, "1.0");
        using var reported = await device.PostAsync(new Uri("/api/v1/device/reported-state", UriKind.Relative), JsonContent.Create(report, ContractsJson.Default.ReportedState), Cancel);
        reported.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var slot = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.FromSeconds(10).Ticks, TimeSpan.Zero);
        var batch = new TelemetryBatch(Guid.CreateVersion7(), 1, now, [new Reading { SourceId = Grid, At = slot, ImportWh = 1 }], null);
        using var readings = await device.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), JsonContent.Create(batch, ContractsJson.Default.TelemetryBatch), Cancel);
        (await readings.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer, Cancel))!.Accepted.ShouldBe(1);
        var session = new ChargingSession { SessionId = Guid.CreateVersion7(), StationId = Station, StartedAt = slot.AddHours(-1), EndedAt = slot, StartWh = 1, EndWh = 2 };
        using var sessions = await device.PostAsync(new Uri("/api/v1/sessions", UriKind.Relative), JsonContent.Create(new SessionBatch([session]), ContractsJson.Default.SessionBatch), Cancel);
        (await sessions.Content.ReadFromJsonAsync(ContractsJson.Default.SessionAnswer, Cancel))!.Accepted.ShouldBe(1);
    }

    [Fact]
    public void NothingThatOperationNeeds_AsksForALicence()
    {
        string[] operation = [Permission.Device, Permission.ControlLoad, Permission.ViewSites, Permission.ClaimDevices, Permission.ManageDevices, Permission.ManagePeople, Permission.ViewAudit];
        var gated = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<LicenceRequirement>() is not null).ToList();
        gated.Count.ShouldBeGreaterThanOrEqualTo(3);
        foreach (var endpoint in gated)
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).Intersect(operation).ShouldBeEmpty(endpoint.DisplayName);
    }

    [Fact]
    public async Task Administrator_SeesLicences_UsesOneForASite_AndReleasesIt()
    {
        var site = await server.NewSiteAsync(withLicence: false);
        (await ClemapLicences.Sales(server.Connections).AddAsync(site.OrganisationId, new("floem-billing", 5, new(2020, 1, 1), null, "A-17"), Cancel)).Problem.ShouldBeNull();
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        var licence = (await administrator.GetFromJsonAsync<JsonElement>("/api/v1/licences", Cancel)).GetProperty("licences")[0];
        (licence.GetProperty("name").GetString(), licence.GetProperty("free").GetInt32(), licence.GetProperty("state").GetString()).ShouldBe(("Floem Billing", 5, "in-force"));

        (await StepAsync(administrator, licence.GetProperty("id").GetGuid(), "assign", site.SiteId)).ShouldBe(HttpStatusCode.NoContent);
        (await StartRunAsync(administrator, site.SiteId)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await StepAsync(administrator, licence.GetProperty("id").GetGuid(), "unassign", site.SiteId)).ShouldBe(HttpStatusCode.NoContent);
        (await StartRunAsync(administrator, site.SiteId)).Status.ShouldBe(HttpStatusCode.PaymentRequired);
        (await StepAsync(administrator, licence.GetProperty("id").GetGuid(), "assign", Guid.CreateVersion7())).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> StepAsync(HttpClient person, Guid licence, string step, Guid siteId)
    {
        using var answer = await person.PostAsJsonAsync(new Uri($"/api/v1/licences/{licence}/{step}", UriKind.Relative), new { siteId }, Cancel);
        return answer.StatusCode;
    }

    private static Task<(HttpStatusCode Status, string? Code, string? Option)> StartRunAsync(HttpClient person, Guid site) =>
        AnswerAsync(person.PostAsJsonAsync(new Uri($"/api/v1/sites/{site}/billing-runs", UriKind.Relative), new { month = "2025-01" }, Cancel));

    private static async Task<(HttpStatusCode Status, string? Code, string? Option)> AnswerAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        if (answer.StatusCode != HttpStatusCode.PaymentRequired)
            return (answer.StatusCode, null, null);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return (answer.StatusCode, problem.GetProperty("code").GetString(), problem.GetProperty("option").GetString());
    }
}
