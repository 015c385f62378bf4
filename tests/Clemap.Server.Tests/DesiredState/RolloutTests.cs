using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.Audit;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.DesiredState;

/// <summary>One change for many sites: preview, stages, halts, stop, taking back, and what a job that runs twice or dies does.</summary>
public sealed class RolloutTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000010");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_tells_each_site_what_would_change_or_why_not_and_writes_nothing()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        var empty = await server.AddSiteAsync(sites[0], "Without a report");
        await ReportAsync(devices[0], 0, features: DeviceFeature.All);
        await ReportAsync(devices[1], 0, features: null);

        var preview = await PostAsync(administrator, "/preview", new { siteIds = new[] { sites[0].SiteId, sites[1].SiteId, empty.SiteId }, change = new { mode = "fair" } });

        preview.Status.ShouldBe(HttpStatusCode.OK);
        preview.Body[0].GetProperty("difference")[0].GetProperty("after").GetString().ShouldBe("fair");
        preview.Body[1].GetProperty("problem").GetProperty("code").GetString().ShouldBe("device-too-old");
        preview.Body[2].GetProperty("problem").GetProperty("code").GetString().ShouldBe("no-site-model");
        (await NewestAsync(administrator, sites[0])).ShouldBe(0);
    }

    [Fact]
    public async Task The_first_stage_must_be_in_force_before_the_others_are_changed()
    {
        var (sites, devices, administrator) = await SitesAsync(3);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } });

        await UntilAsync(administrator, id, rollout => SiteStates(rollout)[0] == "wanted");
        await Task.Delay(TimeSpan.FromSeconds(5), Cancel); // two more looks of the job
        (await NewestAsync(administrator, sites[1])).ShouldBe(0);
        await ReportAsync(devices[0], 1);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["in-force", "wanted", "wanted"]);
        await ReportAsync(devices[1], 1);
        await ReportAsync(devices[2], 1);

        var done = await UntilAsync(administrator, id, rollout => State(rollout) == "done");

        SiteStates(done).ShouldBe(["in-force", "in-force", "in-force"]);
        await using var scope = server.Services.CreateOrganisationScope(sites[0].OrganisationId);
        var entries = (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(Action: AuditAction.DesiredStateChanged), Cancel)).Entries;
        entries.Count.ShouldBe(3);
        entries.ShouldAllBe(entry => entry.ActorId != null);
    }

    [Fact]
    public async Task A_refusal_halts_it_and_a_person_goes_on_without_that_site()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } });
        await UntilAsync(administrator, id, rollout => SiteStates(rollout)[0] == "wanted");
        await ReportAsync(devices[0], 0, refused: 1);

        var halted = await UntilAsync(administrator, id, rollout => State(rollout) == "halted");
        SiteStates(halted).ShouldBe(["refused", "waiting"]);
        halted.GetProperty("sites")[0].GetProperty("code").GetString().ShouldBe("above-rating");
        (await PostAsync(administrator, $"/{id}/continue", new { })).Status.ShouldBe(HttpStatusCode.OK);

        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["refused", "wanted"]);
        await ReportAsync(devices[1], 1);
        await UntilAsync(administrator, id, rollout => State(rollout) == "done");
        (await PostAsync(administrator, $"/{id}/stop", new { })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task By_hand_it_waits_after_the_first_stage_and_stops_where_a_person_says_so()
    {
        var (sites, devices, administrator) = await SitesAsync(3);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, automatic: false);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout)[0] == "wanted");
        await ReportAsync(devices[0], 1);
        await UntilAsync(administrator, id, rollout => State(rollout) == "waiting");

        (await PostAsync(administrator, $"/{id}/stop", new { })).Status.ShouldBe(HttpStatusCode.OK);
        await Task.Delay(TimeSpan.FromSeconds(5), Cancel);

        var stopped = await UntilAsync(administrator, id, rollout => State(rollout) == "stopped");
        SiteStates(stopped).ShouldBe(["in-force", "waiting", "waiting"]);
    }

    [Fact]
    public async Task Taken_back_each_site_wants_what_it_wanted_before_except_where_somebody_changed_it_since()
    {
        var (sites, devices, administrator) = await SitesAsync(3);
        await ChangeAsync(administrator, sites[0], 60);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 3);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "wanted", "wanted"]);
        await ReportAsync(devices[0], 2);
        await ChangeAsync(administrator, sites[1], 40);

        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);

        var undone = await UntilAsync(administrator, id, rollout => State(rollout) == "undone");
        SiteStates(undone).ShouldBe(["undone", "kept", "undone"]);
        (await LimitAsync(administrator, sites[0])).ShouldBe(60);
        (await LimitAsync(administrator, sites[1])).ShouldBe(40);
        (await LimitAsync(administrator, sites[2])).ShouldBeNull();
    }

    // As after a kill: the queue gives a job again that did part of its work, or all of it, on another node.
    [Fact]
    public async Task However_often_the_job_runs_each_site_is_changed_once()
    {
        var (sites, devices, administrator) = await SitesAsync(4);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 4);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout).Contains("wanted"));

        var job = typeof(IRollouts).Assembly.GetType("Clemap.Platform.DesiredState.Rollouts.RolloutJob", throwOnError: true)!;
        var queue = server.Services.GetRequiredService<IBackgroundJobClient>();
        foreach (var step in Enumerable.Range(0, 12))
            queue.Create(new Job(job, job.GetMethod("RunAsync"), sites[0].OrganisationId, id, (long)(step % 6), CancellationToken.None), new EnqueuedState());
        foreach (var device in devices)
            await ReportAsync(device, 1);
        await UntilAsync(administrator, id, rollout => State(rollout) == "done");

        foreach (var site in sites)
            (await NewestAsync(administrator, site)).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_begins_one_roll_out()
    {
        var (sites, _, administrator) = await SitesAsync(1);
        var ids = new List<Guid>();
        foreach (var _ in new[] { 1, 2 })
            ids.Add((await PostAsync(administrator, "", new { siteIds = new[] { sites[0].SiteId }, change = new { gridConnection = new { limitA = 50 } } }, key: "once")).Body.GetProperty("id").GetGuid());

        ids[0].ShouldBe(ids[1]);
        (await administrator.GetFromJsonAsync<JsonElement>(At(""), Cancel)).GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"siteIds":[],"change":{"mode":"fair"}}""", "siteIds", "count")]
    [InlineData("""{"siteIds":["01900000-0000-7000-8000-0000000000ff"],"change":{"mode":"fair"}}""", "siteIds", "unknown")]
    [InlineData("""{"siteIds":["00000000-0000-0000-0000-000000000000"],"change":{"mode":"fair"}}""", "siteIds", "unknown")]
    [InlineData("""{"siteIds":["{site}","{site}"],"change":{"mode":"fair"}}""", "siteIds", "repeated")]
    [InlineData("""{"siteIds":["{site}"],"change":{}}""", "change", "empty")]
    [InlineData("""{"siteIds":["{site}"],"change":{"tariff":{"lowTariff":[null]}}}""", "change.tariff.lowTariff", "required")]
    [InlineData("""{"siteIds":["{site}"],"change":{"calendar":{"weekly":[null],"exceptions":[]}}}""", "change.calendar", "required")]
    [InlineData("""{"siteIds":["{site}"],"change":{"mode":"fair"},"first":0}""", "first", "range")]
    public async Task Bad_input_names_the_field_and_the_rule(string body, string field, string rule)
    {
        var (sites, _, administrator) = await SitesAsync(1);
        foreach (var path in new[] { "", "/preview" })
        {
            using var answer = await administrator.PostAsync(
                At(path), new StringContent(body.Replace("{site}", sites[0].SiteId.ToString(), StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"), Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"{field}\":[\"{rule}\"]");
        }
    }

    [Fact]
    public async Task Another_organisation_s_sites_and_roll_outs_are_not_there()
    {
        var (sites, _, administrator) = await SitesAsync(1);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } });
        var (own, _, neighbour) = await SitesAsync(1);

        (await PostAsync(neighbour, "/preview", new { siteIds = new[] { own[0].SiteId, sites[0].SiteId }, change = new { mode = "fair" } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var foreign = await neighbour.GetAsync(At($"/{id}"), Cancel);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(neighbour, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<(List<ServedSite> Sites, List<HttpClient> Devices, HttpClient Administrator)> SitesAsync(int count)
    {
        var sites = new List<ServedSite> { await server.NewSiteAsync() };
        for (var number = 1; number < count; number++)
            sites.Add(await server.AddSiteAsync(sites[0], $"Site {number}"));
        var devices = new List<HttpClient>();
        foreach (var site in sites)
            devices.Add(await server.DeviceAsync(site, new() { Circuits = [new(Grid, "Grid connection", null, 80)], Meters = [], Stations = [] }));
        return (sites, devices, await server.PersonAsync(sites[0].OrganisationId, Role.Administrator));
    }

    private static async Task ReportAsync(HttpClient device, long version, IReadOnlyList<string>? features = null, long? refused = null)
    {
        var report = new ReportedState(
            version, TimeProvider.System.GetUtcNow(), refused is { } number ? new(number, "above-rating", Grid, "Above its rating.") : null, new Dictionary<Guid, double>(), new Dictionary<Guid, double>(), "1.0")
        {
            Features = features,
        };
        using var answer = await device.PostAsync(new Uri("/api/v1/device/reported-state", UriKind.Relative), JsonContent.Create(report, ContractsJson.Default.ReportedState), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<Guid> StartAsync(HttpClient by, List<ServedSite> sites, object change, int first = 1, bool automatic = true)
    {
        var (status, body) = await PostAsync(by, "", new { siteIds = sites.Select(site => site.SiteId), change, first, automatic });
        status.ShouldBe(HttpStatusCode.Accepted, body.ToString());
        return body.GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement> UntilAsync(HttpClient by, Guid id, Func<JsonElement, bool> isSo)
    {
        var last = default(JsonElement);
        for (var look = 0; look < 120; look++)
        {
            last = await by.GetFromJsonAsync<JsonElement>(At($"/{id}"), Cancel);
            if (isSo(last))
                return last;
            await Task.Delay(TimeSpan.FromMilliseconds(500), Cancel);
        }

        throw new TimeoutException(last.ToString());
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient by, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At(path)) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await by.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    private static async Task ChangeAsync(HttpClient by, ServedSite site, double limitA)
    {
        using var answer = await by.PatchAsJsonAsync(
            new Uri($"/api/v1/sites/{site.SiteId}/desired-state", UriKind.Relative), new { circuitLimitsA = new Dictionary<Guid, double> { [Grid] = limitA } }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<JsonElement> WantedAsync(HttpClient by, ServedSite site) =>
        by.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/sites/{site.SiteId}/desired-state", UriKind.Relative), Cancel);

    private static async Task<long> NewestAsync(HttpClient by, ServedSite site) => (await WantedAsync(by, site)).GetProperty("wanted").GetProperty("version").GetInt64();

    private static async Task<double?> LimitAsync(HttpClient by, ServedSite site) =>
        (await WantedAsync(by, site)).GetProperty("wanted").GetProperty("document").GetProperty("circuits").TryGetProperty(Grid.ToString(), out var wish) ? wish.GetProperty("limitA").GetDouble() : null;

    private static string State(JsonElement rollout) => rollout.GetProperty("state").GetString()!;

    private static List<string> SiteStates(JsonElement rollout) => [.. rollout.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("state").GetString()!)];

    private static Uri At(string path) => new($"/api/v1/rollouts{path}", UriKind.Relative);
}
