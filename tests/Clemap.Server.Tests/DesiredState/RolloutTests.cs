using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Platform.Audit;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.DesiredState;

/// <summary>One change for many sites: preview, stages, halts, stop, taking back, and what a job that runs twice or dies does.</summary>
public sealed class RolloutTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000010");

    private static readonly Guid Station = Guid.Parse("01900000-0000-7000-8000-000000000030");

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
        undone.GetProperty("sites")[1].GetProperty("code").GetString().ShouldBe("version-conflict");
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
    public async Task The_same_key_begins_one_roll_out_of_its_caller_however_many_ask_at_once()
    {
        var (sites, _, administrator) = await SitesAsync(1);
        using var colleague = await server.PersonAsync(sites[0].OrganisationId, Role.Administrator);
        object Body(double limitA) => new { siteIds = new[] { sites[0].SiteId }, change = new { gridConnection = new { limitA } } };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(administrator, "", Body(50), key: "once")));
        answers.Select(answer => answer.Status).ShouldAllBe(status => status == HttpStatusCode.Accepted);
        var id = answers.Select(answer => answer.Body.GetProperty("id").GetGuid()).Distinct().ShouldHaveSingleItem();

        var (other, taken) = await PostAsync(administrator, "", Body(40), key: "once");
        other.ShouldBe(HttpStatusCode.BadRequest);
        taken.GetProperty("errors").GetProperty("Idempotency-Key")[0].GetString().ShouldBe("taken");
        var (own, theirs) = await PostAsync(colleague, "", Body(40), key: "once");
        own.ShouldBe(HttpStatusCode.Accepted);
        theirs.GetProperty("id").GetGuid().ShouldNotBe(id);
        (await administrator.GetFromJsonAsync<JsonElement>(At(""), Cancel)).GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_device_that_was_replaced_is_told_is_never_in_force_and_is_not_taken_back()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 2);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "wanted"]);
        await ReportAsync(devices[0], 1);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["in-force", "wanted"]);

        var (site, device) = await ReplaceDeviceAsync(sites[0]);
        await ChangeAsync(administrator, site, 40);
        await ReportAsync(device, 1);

        var halted = await UntilAsync(administrator, id, rollout => State(rollout) == "halted");
        SiteStates(halted).ShouldBe(["device-replaced", "wanted"]);
        halted.GetProperty("counts").GetProperty("device-replaced").GetInt32().ShouldBe(1);
        halted.GetProperty("counts").TryGetProperty("in-force", out _).ShouldBeFalse();
        (await PostAsync(administrator, $"/{id}/continue", new { })).Status.ShouldBe(HttpStatusCode.OK);
        await ReportAsync(devices[1], 1);
        await UntilAsync(administrator, id, rollout => State(rollout) == "done");

        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);

        SiteStates(await UntilAsync(administrator, id, rollout => State(rollout) == "undone")).ShouldBe(["device-replaced", "undone"]);
        (await NewestAsync(administrator, site)).ShouldBe(1);
        (await LimitAsync(administrator, site)).ShouldBe(40);
    }

    [Fact]
    public async Task A_site_that_had_it_already_counts_when_its_device_has_taken_it_and_is_not_taken_back()
    {
        var (sites, devices, administrator) = await SitesAsync(3);
        foreach (var site in sites)
            await ChangeAsync(administrator, site, 50);
        await ReportAsync(devices[0], 1);
        await ReportAsync(devices[1], 0, refused: 1);

        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 3);

        var halted = await UntilAsync(administrator, id, rollout => State(rollout) == "halted");
        SiteStates(halted).ShouldBe(["unchanged", "refused", "wanted"]);
        halted.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("version").GetInt64()).ShouldBe([1, 1, 1]);
        halted.GetProperty("sites")[1].GetProperty("code").GetString().ShouldBe("above-rating");
        (await PostAsync(administrator, $"/{id}/continue", new { })).Status.ShouldBe(HttpStatusCode.OK);
        await Task.Delay(TimeSpan.FromSeconds(5), Cancel);
        State(await UntilAsync(administrator, id, _ => true)).ShouldBe("running");
        await ReportAsync(devices[2], 1);
        SiteStates(await UntilAsync(administrator, id, rollout => State(rollout) == "done")).ShouldBe(["unchanged", "refused", "unchanged"]);

        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);
        SiteStates(await UntilAsync(administrator, id, rollout => State(rollout) == "undone")).ShouldBe(["unchanged", "refused", "unchanged"]);
        foreach (var site in sites)
            (await NewestAsync(administrator, site)).ShouldBe(1);
    }

    [Fact]
    public async Task Taken_back_is_what_still_can_be_wanted_and_what_could_not_be_is_tried_again()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        await ModelAsync(devices[0], 80, hasStation: true);
        using (var wish = await administrator.PatchAsJsonAsync(
            new Uri($"/api/v1/sites/{sites[0].SiteId}/desired-state", UriKind.Relative), new { stationLimitsA = new Dictionary<Guid, double> { [Station] = 16 } }, Cancel))
            wish.StatusCode.ShouldBe(HttpStatusCode.OK);
        await ChangeAsync(administrator, sites[1], 70);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 30 } }, first: 2);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "wanted"]);
        await ModelAsync(devices[0], 80); // without the station
        await ModelAsync(devices[1], 60); // below what was wanted before

        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);

        var part = await UntilAsync(administrator, id, rollout => State(rollout) == "undone-in-part");
        SiteStates(part).ShouldBe(["undone", "not-undone"]);
        part.GetProperty("sites")[1].GetProperty("code").GetString().ShouldBe("above-rating");
        (await LimitAsync(administrator, sites[0])).ShouldBeNull();
        (await LimitAsync(administrator, sites[1])).ShouldBe(30);

        await ModelAsync(devices[1], 80);
        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);

        var undone = await UntilAsync(administrator, id, rollout => State(rollout) == "undone");
        SiteStates(undone).ShouldBe(["undone", "undone"]);
        undone.GetProperty("sites")[1].TryGetProperty("code", out _).ShouldBeFalse();
        (await LimitAsync(administrator, sites[1])).ShouldBe(70);
        (await NewestAsync(administrator, sites[0])).ShouldBe(3);
        (await PostAsync(administrator, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_a_device_says_after_the_end_is_told_and_so_is_that_it_says_nothing()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 2);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "wanted"]);
        (await PostAsync(administrator, $"/{id}/stop", new { })).Status.ShouldBe(HttpStatusCode.OK);

        await ReportAsync(devices[0], 0, refused: 1);
        SiteStates(await UntilAsync(administrator, id, _ => true)).ShouldBe(["refused", "wanted"]);
        await ReportAsync(devices[0], 1);
        await AgeAsync(sites[1], TimeSpan.FromMinutes(11));
        var silent = await UntilAsync(administrator, id, _ => true);
        SiteStates(silent).ShouldBe(["in-force", "silent"]);
        silent.GetProperty("sites")[0].TryGetProperty("code", out _).ShouldBeFalse();
        await ReportAsync(devices[1], 1);
        SiteStates(await UntilAsync(administrator, id, _ => true)).ShouldBe(["in-force", "in-force"]);
        await ChangeAsync(administrator, sites[0], 60);
        var later = await UntilAsync(administrator, id, _ => true);
        later.GetProperty("sites").EnumerateArray().Select(site => site.GetProperty("isChangedSince").GetBoolean()).ShouldBe([true, false]);
        await ReportAsync(devices[1], 0, refused: 1); // its electrician lowered the rating
        SiteStates(await UntilAsync(administrator, id, _ => true)).ShouldBe(["in-force", "refused"]);
        State(await UntilAsync(administrator, id, _ => true)).ShouldBe("stopped");
    }

    [Fact]
    public async Task A_silent_device_halts_it()
    {
        var (sites, _, administrator) = await SitesAsync(2);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } });
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "waiting"]);

        await AgeAsync(sites[0], TimeSpan.FromMinutes(11));

        SiteStates(await UntilAsync(administrator, id, rollout => State(rollout) == "halted")).ShouldBe(["silent", "waiting"]);
    }

    [Fact]
    public async Task What_is_written_is_in_the_name_of_who_did_the_last_step()
    {
        var (sites, devices, starter) = await SitesAsync(2);
        using var colleague = await server.PersonAsync(sites[0].OrganisationId, Role.Administrator);
        var id = await StartAsync(starter, sites, new { gridConnection = new { limitA = 50 } }, automatic: false);
        await UntilAsync(starter, id, rollout => SiteStates(rollout) is ["wanted", "waiting"]);
        await ReportAsync(devices[0], 1);
        var waiting = await UntilAsync(starter, id, rollout => State(rollout) == "waiting");
        var first = waiting.GetProperty("byId").GetGuid();
        waiting.GetProperty("movedById").GetGuid().ShouldBe(first);

        (await PostAsync(colleague, $"/{id}/continue", new { })).Status.ShouldBe(HttpStatusCode.OK);
        var moved = await UntilAsync(starter, id, rollout => SiteStates(rollout) is ["in-force", "wanted"]);
        var second = moved.GetProperty("movedById").GetGuid();
        second.ShouldNotBe(first);
        moved.GetProperty("byId").GetGuid().ShouldBe(first);
        moved.GetProperty("movedBy").GetString().ShouldBe("A Person");
        (await AuthorsAsync(starter, sites[0])).ShouldBe([first]);
        (await AuthorsAsync(starter, sites[1])).ShouldBe([second]);

        (await PostAsync(colleague, $"/{id}/undo", new { })).Status.ShouldBe(HttpStatusCode.OK);
        await UntilAsync(starter, id, rollout => State(rollout) == "undone");
        (await AuthorsAsync(starter, sites[0])).ShouldBe([second, first]);
        await using var scope = server.Services.CreateOrganisationScope(sites[0].OrganisationId);
        var entries = (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: id.ToString()), Cancel)).Entries;
        entries.Select(entry => (entry.Action, entry.ActorId)).ShouldBe(
            [(AuditAction.RolloutUndone, second), (AuditAction.RolloutContinued, second), (AuditAction.RolloutStarted, first)]);
    }

    [Fact]
    public async Task A_list_has_counts_and_a_roll_out_its_sites_in_pages()
    {
        var (sites, devices, administrator) = await SitesAsync(3);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } }, first: 3);
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "wanted", "wanted"]);
        await ReportAsync(devices[1], 0, refused: 1);

        var line = (await administrator.GetFromJsonAsync<JsonElement>(At(""), Cancel))[0];
        line.GetProperty("sites").GetArrayLength().ShouldBe(0);
        line.GetProperty("counts").EnumerateObject().Select(count => (count.Name, count.Value.GetInt32())).ShouldBe([("refused", 1), ("wanted", 2)], ignoreOrder: true);
        var first = await administrator.GetFromJsonAsync<JsonElement>(At($"/{id}?limit=2"), Cancel);
        SiteStates(first).ShouldBe(["wanted", "refused"]);
        var second = await administrator.GetFromJsonAsync<JsonElement>(At($"/{id}?limit=2&after={first.GetProperty("next").GetInt32()}"), Cancel);
        SiteStates(second).ShouldBe(["wanted"]);
        second.TryGetProperty("next", out _).ShouldBeFalse();
        SiteStates(await administrator.GetFromJsonAsync<JsonElement>(At($"/{id}?trouble=true"), Cancel)).ShouldBe(["refused"]);
        using var tooMany = await administrator.GetAsync(At($"/{id}?limit=501"), Cancel);
        tooMany.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task While_one_run_is_at_work_no_other_touches_a_site()
    {
        var (sites, devices, administrator) = await SitesAsync(2);
        var id = await StartAsync(administrator, sites, new { gridConnection = new { limitA = 50 } });
        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["wanted", "waiting"]);
        await using (var other = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel))
        {
            await using var turn = new NpgsqlCommand($"select pg_advisory_lock(hashtextextended('rollout-run {id}', 0))", other);
            await turn.ExecuteNonQueryAsync(Cancel);
            await ReportAsync(devices[0], 1);
            await Task.Delay(TimeSpan.FromSeconds(8), Cancel); // more than one look of the job
            SiteStates(await UntilAsync(administrator, id, _ => true)).ShouldBe(["in-force", "waiting"]);
            turn.CommandText = "select pg_advisory_unlock_all()";
            await turn.ExecuteNonQueryAsync(Cancel);
        }

        await UntilAsync(administrator, id, rollout => SiteStates(rollout) is ["in-force", "wanted"]);
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

    /// <summary>The device breaks, and the electrician mounts another one.</summary>
    private async Task<(ServedSite Site, HttpClient Device)> ReplaceDeviceAsync(ServedSite site)
    {
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var retired = await owner.PostAsync(new Uri($"/api/v1/devices/{site.DeviceId}/retire", UriKind.Relative), null, Cancel);
        retired.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var next = site with { DeviceId = Guid.CreateVersion7(), Serial = "CL-" + Guid.CreateVersion7().ToString("N")[12..] };
        await server.Services.GetRequiredService<IProvisioning>().ClaimDeviceAsync(
            next.OrganisationId, new(next.DeviceId, next.SiteId, next.Serial, "C-04A-WL-080A-CS"), next.OneTimeCode, Cancel);
        return (next, await server.DeviceAsync(next, new() { Circuits = [new(Grid, "Grid connection", null, 80)], Meters = [], Stations = [] }));
    }

    private static async Task ModelAsync(HttpClient device, double ratedA, bool hasStation = false)
    {
        var model = new SiteModel
        {
            Circuits = [new(Grid, "Grid connection", null, ratedA)],
            Meters = [],
            Stations = hasStation ? [new(Station, "A1", Grid, "keba-p30", false, 3, "123", 6, 32, 0)] : [],
        };
        using var answer = await device.PutAsync(new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(model, ContractsJson.Default.SiteModel), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    /// <summary>As if what was noted of the site had been noted so long ago.</summary>
    private async Task AgeAsync(ServedSite site, TimeSpan by)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var owner = new NpgsqlCommand($"set app.organisation_id = '{site.OrganisationId}'", connection);
        await owner.ExecuteNonQueryAsync(Cancel);
        await using var age = new NpgsqlCommand("update platform.rollout_sites set changed_at = changed_at - $1 where site_id = $2", connection)
        {
            Parameters = { new() { Value = by }, new() { Value = site.SiteId } },
        };
        (await age.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
    }

    private static async Task<List<Guid>> AuthorsAsync(HttpClient by, ServedSite site) =>
        [.. (await by.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/sites/{site.SiteId}/desired-state/versions", UriKind.Relative), Cancel))
            .GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("byId").GetGuid())];

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
