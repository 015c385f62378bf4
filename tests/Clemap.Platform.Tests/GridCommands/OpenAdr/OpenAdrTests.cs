using System.Text.Json;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.GridCommands;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites.Groups;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Platform.Tests.GridCommands.OpenAdr;

/// <summary>Events of a server that speaks OpenADR 3 over HTTP, and what becomes of them at a site.</summary>
public sealed class OpenAdrTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task A_new_event_is_a_command_a_changed_one_another_and_a_deleted_one_none_and_nothing_is_doubled()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        var begin = Now.AddMinutes(-5);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(begin, "PT1H"));
        foreach (var _ in new[] { 1, 2, 3 })
            await PollAsync(site, id);

        var sent = (await WishAsync(site)).ShouldHaveSingleItem();
        (sent.Scope, sent.LimitW, sent.CancelledAt, sent.CircuitId).ShouldBe(("connection", 4_200, null, null));
        sent.Until.ShouldBe(begin.AddHours(1), TimeSpan.FromSeconds(1));
        var first = (await OwnAsync(site, id)).ShouldHaveSingleItem();
        (first.Source, first.Reason, first.MayCancel).ShouldBe(("openadr", "OpenADR: Evening peak", false));
        var seen = await StateAsync(site, id);
        (seen.Error, seen.Events, seen.Commands, seen.NotUnderstood.Count).ShouldBe((null, 1, 1, 0));

        vtn.Put("event-1", new[] { Interval(6) }, Period(begin, "PT1H"));
        await PollAsync(site, id);
        await PollAsync(site, id);
        (await WishAsync(site)).Select(command => (command.LimitW, command.CancelledAt is null)).ShouldBe([(4_200, false), (6_000, true)], ignoreOrder: true);

        vtn.Remove("event-1");
        await PollAsync(site, id);
        (await WishAsync(site)).ShouldAllBe(command => command.CancelledAt != null);
        (await StateAsync(site, id)).Commands.ShouldBe(0);

        // It comes back as it was: so does the command, under another key.
        vtn.Put("event-1", new[] { Interval(6) }, Period(begin, "PT1H"));
        await PollAsync(site, id);
        await PollAsync(site, id);
        (await WishAsync(site)).Count(command => command.CancelledAt is null).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_away_changes_nothing_and_is_asked_again_later()
    {
        var site = await platform.NewCommissionedSiteAsync();
        Guid id;
        int port;
        await using (var vtn = await Vtn.StartAsync())
        {
            port = new Uri(vtn.Url).Port;
            id = await ConnectAsync(site, vtn);
            vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
            await PollAsync(site, id);
        }

        await PollAsync(site, id);
        await PollAsync(site, id);
        var state = await StateAsync(site, id);
        (state.Error, state.Commands).ShouldBe((OpenAdrError.Connection, 1));
        state.LastSuccessAt!.Value.ShouldBeLessThan(state.LastPollAt!.Value);
        state.NextPollAt.ShouldBeInRange(Now.AddSeconds(25), Now.AddSeconds(91));
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldBeNull("it keeps to its own end");

        await using var back = await Vtn.StartAsync(port);
        await PollAsync(site, id);
        (await StateAsync(site, id)).Error.ShouldBeNull();
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldNotBeNull("the server says that there is no event any more");
    }

    public static TheoryData<string, string, Func<HttpContext, Task>> Vain() => new()
    {
        { "a page", OpenAdrError.Garbage, Vtn.Answer(200, "<html>Maintenance</html>") },
        { "nothing", OpenAdrError.Garbage, Vtn.Answer(200, "") },
        { "no list", OpenAdrError.Garbage, Vtn.Answer(200, "{}") },
        { "a list of numbers", OpenAdrError.Garbage, Vtn.Answer(200, "[1]") },
        { "half a list", OpenAdrError.Garbage, Vtn.Answer(200, """[{"id":"event-1","programID":"program-1","intervals":[]},""") },
        { "an event without an id", OpenAdrError.Garbage, Vtn.Answer(200, """[{"programID":"program-1","intervals":[]}]""") },
        { "an id of a path", OpenAdrError.Garbage, Vtn.Answer(200, """[{"id":"../x","intervals":[]}]""") },
        { "an unknown character set", OpenAdrError.Garbage, Vtn.Answer(200, "x", ("Content-Type", "application/json; charset=nonsense")) },
        { "too much", OpenAdrError.TooMuch, Vtn.Answer(200, $"[{new string(' ', 1_100_000)}]") },
        { "a failure", OpenAdrError.Status, Vtn.Answer(500, "{}") },
        { "another place", OpenAdrError.Status, Vtn.Answer(302, "", ("Location", "/elsewhere")) },
        { "no content", OpenAdrError.Status, Vtn.Answer(204, "") },
        { "a connection that breaks off", OpenAdrError.Connection, http => { http.Abort(); return Task.CompletedTask; } },
    };

    [Theory]
    [MemberData(nameof(Vain), DisableDiscoveryEnumeration = true)]
    public async Task An_answer_that_is_none_is_told_and_changes_nothing(string what, string error, Func<HttpContext, Task> answer)
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        vtn.Next.Enqueue(answer);
        await PollAsync(site, id);
        var state = await StateAsync(site, id);
        (state.Error, state.Events, state.Commands).ShouldBe((error, 1, 1), $"{what}: {state.Detail}");
        state.Detail.ShouldNotBeNullOrEmpty();
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldBeNull();
        await PollAsync(site, id);
        (await StateAsync(site, id)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_says_itself_when_it_wants_to_be_asked_again()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Next.Enqueue(Vtn.Answer(503, "{}", ("Retry-After", "1200")));
        await PollAsync(site, id);
        (await StateAsync(site, id)).NextPollAt.ShouldBe(Now.AddSeconds(1200), TimeSpan.FromSeconds(10));
        VtnPoll.PauseAfter(1, null, 0).ShouldBe(TimeSpan.FromSeconds(15));
        VtnPoll.PauseAfter(40, null, 0.5).ShouldBe(TimeSpan.FromHours(1));
        VtnPoll.PauseAfter(1, TimeSpan.FromDays(9), 0).ShouldBe(TimeSpan.FromHours(1), "no server puts us off for days");
        VtnPoll.PauseAfter(1, TimeSpan.FromSeconds(-5), 0).ShouldBe(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_token_is_used_until_it_is_refused_and_a_wrong_secret_is_said()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        await PollAsync(site, id);
        await PollAsync(site, id);
        vtn.Asked.Count(path => path == "/auth/token").ShouldBe(1);
        vtn.Forget();
        await PollAsync(site, id);
        vtn.Asked.Count(path => path == "/auth/token").ShouldBe(2);
        (await StateAsync(site, id)).Error.ShouldBeNull();

        (await InAsync(site, connections => connections.ChangeAsync(id, Fields(site, vtn) with { ClientSecret = "wrong" }, Cancel))).Connection.ShouldNotBeNull();
        await PollAsync(site, id);
        (await StateAsync(site, id)).Error.ShouldBe(OpenAdrError.Token);
        (await InAsync(site, connections => connections.ChangeAsync(id, Fields(site, vtn) with { ProgramId = "program-9" }, Cancel))).Connection.ShouldNotBeNull();
        await PollAsync(site, id);
        (await StateAsync(site, id)).Error.ShouldBe(OpenAdrError.NoProgram);
        (await InAsync(site, connections => connections.ChangeAsync(id, Fields(site, vtn) with { ProgramId = null, ProgramName = Vtn.ProgramName }, Cancel))).Connection.ShouldNotBeNull();
        await PollAsync(site, id);
        (await StateAsync(site, id)).Error.ShouldBeNull();
        vtn.Asked.ShouldContain($"/events?programID={Vtn.Program}&skip=0&limit=50");
    }

    [Fact]
    public async Task Events_are_read_page_by_page_and_pages_that_repeat_themselves_are_none()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        foreach (var i in Enumerable.Range(0, 120))
            vtn.Put($"event-{i}", new[] { Interval(10 + i) }, Period(Now.AddMinutes(1), "PT1H"));
        await PollAsync(site, id);
        var state = await StateAsync(site, id);
        (state.Error, state.Events, state.Commands).ShouldBe((null, 120, 120));

        vtn.IgnoresSkip = true;
        await PollAsync(site, id);
        state = await StateAsync(site, id);
        (state.Error, state.Commands).ShouldBe((OpenAdrError.Garbage, 120));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again_and_holds_all_the_same()
    {
        await using var vtn = await Vtn.StartAsync();
        vtn.ETag = "\"1\"";
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        vtn.Events.Clear();
        await PollAsync(site, id);
        var state = await StateAsync(site, id);
        (state.Error, state.Events, state.Commands).ShouldBe((null, 1, 1));
        vtn.ETag = "\"2\"";
        await PollAsync(site, id);
        (await StateAsync(site, id)).Commands.ShouldBe(0);
    }

    [Fact]
    public async Task Ended_between_reading_and_storing_and_between_commanding_and_noting_it_comes_out_the_same()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        using (var killed = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            vtn.Next.Enqueue(async http =>
            {
                await Vtn.Answer(200, JsonSerializer.Serialize(vtn.Events))(http);
                await http.Response.CompleteAsync();
                await killed.CancelAsync();
            });
            await Should.ThrowAsync<OperationCanceledException>(() => PollAsync(site, id, killed.Token));
        }

        (await PollIfDueAsync(site, id)).ShouldBeFalse("it is still claimed");
        var claimed = await RowAsync(site, id);
        await PollAsync(site, id);
        (await WishAsync(site)).Count.ShouldBe(1);

        // The commands are there, and what was noted of the poll is not.
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            await scope.ServiceProvider.GetRequiredService<PlatformContext>().OpenAdrConnections.Where(row => row.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Round, claimed.Round).SetProperty(row => row.LastSuccessAt, (DateTimeOffset?)null), Cancel);
        }

        await PollAsync(site, id);
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldBeNull();
        (await OwnAsync(site, id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_nodes_one_asks_and_a_poll_that_a_change_has_overtaken_does_nothing()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        await using var node = PlatformFixture.With(platform.Connections);
        var both = await Task.WhenAll(PollIfDueAsync(site, id), node.GetRequiredService<VtnPoll>().RunAsync(site.OrganisationId, id, Cancel));
        both.Count(ran => ran).ShouldBe(1);
        (await OwnAsync(site, id)).Count.ShouldBe(1);

        vtn.Put("event-2", new[] { Interval(1) }, Period(Now, "PT1H"));
        vtn.Next.Enqueue(async http =>
        {
            await InAsync(site, connections => connections.ChangeAsync(id, Fields(site, vtn) with { Name = "Changed meanwhile" }, Cancel));
            await Vtn.Answer(200, JsonSerializer.Serialize(vtn.Events))(http);
        });
        await PollAsync(site, id);
        (await OwnAsync(site, id)).Count.ShouldBe(1);
        (await PollIfDueAsync(site, id)).ShouldBeTrue("a change has it asked at once");
        (await OwnAsync(site, id)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_not_understood_is_told_and_takes_back_nothing()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        vtn.Put("event-2", new[] { new { id = 7, payloads = new object[] { new { type = "PRICE", values = new[] { 0.17 } } } } }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        (await StateAsync(site, id)).NotUnderstood.ShouldBe([new("event-2", "7", "payload-type", "PRICE")]);

        foreach (var (intervals, units, code) in new (object?, string?, string)[]
        {
            (new[] { Interval(4.2) }, null, "units"),
            (new[] { Interval(4.2) }, "KVA", "units"),
            (new[] { new { id = 0, payloads = new object[] { new { type = "SIMPLE", values = new[] { 1 } } } } }, "KW", "levels"),
            (new[] { new { id = 0, payloads = new object[] { new { type = "DISPATCH_INSTRUCTION", values = new[] { "less" } } } } }, "KW", "payload-type"),
            (null, "KW", "unreadable"),
        })
        {
            vtn.Put("event-1", intervals, Period(Now, "PT1H"), units: units);
            await PollAsync(site, id);
            (await StateAsync(site, id)).NotUnderstood.ShouldContain(not => not.EventId == "event-1" && not.Code == code, code);
            (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldBeNull(code);
        }

        // For others it is not for us any more.
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"), new[] { new { type = "RESOURCE_NAME", values = new[] { "elsewhere" } } });
        await PollAsync(site, id);
        (await WishAsync(site)).ShouldHaveSingleItem().CancelledAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_target_that_is_gone_keeps_nobody_else_from_being_commanded_and_takes_back_nothing()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var group = Guid.CreateVersion7();
        await InGroupsAsync(groups => groups.SaveAsync(site.SiteId, group, new("One station", [TestSite.Station]), Cancel));
        var made = await InAsync(site, connections => connections.MakeAsync(Fields(site, vtn) with { Targets = [new(null, "house-1", new([site.SiteId])), new(null, "garage-1", new(GroupIds: [group]))] }, Cancel));
        var id = made.Connection!.Id;
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        (await WishAsync(site)).Select(command => command.StationId).ShouldBe([null, TestSite.Station], ignoreOrder: true);

        await InGroupsAsync(groups => groups.DeleteAsync(site.SiteId, group, Cancel));
        vtn.Put("event-2", new[] { Interval(9) }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        var state = await StateAsync(site, id);
        (state.Error, state.NotUnderstood.ShouldHaveSingleItem()).ShouldBe((null, new("", null, "target-gone", $"garage-1: {group}")));
        (await WishAsync(site)).ShouldAllBe(command => command.CancelledAt == null);
        (await WishAsync(site)).ShouldContain(command => command.LimitW == 9_000 && command.StationId == null);

        // It comes back: what was there from the beginning is all that is needed.
        await InGroupsAsync(groups => groups.SaveAsync(site.SiteId, group, new("One station", [TestSite.Station]), Cancel));
        await PollAsync(site, id);
        (await WishAsync(site)).Count(command => command.LimitW == 4_200 && command.CancelledAt is null).ShouldBe(2);

        async Task InGroupsAsync<T>(Func<IMeteringGroups, Task<T>> call)
        {
            await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
            await call(scope.ServiceProvider.GetRequiredService<IMeteringGroups>());
        }
    }

    [Fact]
    public async Task A_command_that_a_site_had_no_room_for_is_given_again_when_there_is()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("event-1", new[] { Interval(4.2) }, Period(Now, "PT1H"));
        await PollAsync(site, id);
        await RefuseAsync();
        foreach (var _ in Enumerable.Range(0, 12))
        {
            await PollAsync(site, id);
            (await OwnAsync(site, id)).Count.ShouldBeLessThanOrEqualTo(10);
            if ((await OwnAsync(site, id)).Count < 4)
                await RefuseAsync();
        }

        (await WishAsync(site)).Count(command => command.CancelledAt is null).ShouldBe(1);

        async Task RefuseAsync()
        {
            await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
            await scope.ServiceProvider.GetRequiredService<PlatformContext>().GridTargets.Where(row => row.SiteId == site.SiteId && row.EndedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.RefusedCode, "too-many"), Cancel);
        }
    }

    [Fact]
    public async Task The_lowest_holds_whatever_the_priority_of_an_event_and_no_event_takes_back_what_another_asks_for()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("low", new[] { Interval(2) }, Period(Now, "PT1H"));
        vtn.Put("high", new[] { Interval(40) }, Period(Now, "PT1H"));
        vtn.Events[0]["priority"] = 9;
        await PollAsync(site, id);
        (await WishAsync(site)).Select(command => (command.LimitW, command.CancelledAt)).ShouldBe([(2_000, null), (40_000, null)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_connection_that_is_taken_away_takes_back_what_is_for_later_and_keeps_what_is_in_force()
    {
        await using var vtn = await Vtn.StartAsync();
        var site = await platform.NewCommissionedSiteAsync();
        var id = await ConnectAsync(site, vtn);
        vtn.Put("now", new[] { Interval(2) }, Period(Now, "PT1H"));
        vtn.Put("later", new[] { Interval(3) }, Period(Now.AddHours(2), "PT1H"));
        await PollAsync(site, id);
        (await InAsync(site, connections => connections.EndAsync(id, Cancel))).ShouldBeTrue();
        (await WishAsync(site)).Select(command => (command.LimitW, command.CancelledAt is null)).ShouldBe([(2_000, true), (3_000, false)], ignoreOrder: true);
        (await InAsync(site, connections => connections.EndAsync(id, Cancel))).ShouldBeFalse();
        (await InAsync(site, connections => connections.ListAsync(Cancel))).ShouldNotContain(connection => connection.Id == id);

        // Nobody could any more: whoever may in the whole organisation takes it back.
        var left = (await OwnAsync(site, id)).Single(command => command.States.Keys.Single() != GridTargetState.Cancelled);
        left.MayCancel.ShouldBeTrue();
    }

    [Fact]
    public async Task The_worker_asks_for_every_organisation_what_is_due()
    {
        await using var vtn = await Vtn.StartAsync();
        var sites = new[] { await platform.NewCommissionedSiteAsync("One"), await platform.NewCommissionedSiteAsync("Other") };
        var ids = new[] { await ConnectAsync(sites[0], vtn), await ConnectAsync(sites[1], vtn) };
        vtn.Put("event-1", new[] { Interval(2) }, Period(Now, "PT1H"));
        using var worker = new VtnWorker(platform.Services, platform.Services.GetRequiredService<VtnPoll>(), TimeProvider.System, NullLogger<VtnWorker>.Instance);
        // Connections of other tests are due as well, longer than these, and a round takes 64; what a loaded machine left no time for is due again at once.
        for (var round = 0; round < 20 && !await AllAskedAsync(); round++)
            await worker.RunAsync(Cancel);
        foreach (var (site, id) in sites.Zip(ids))
        {
            var state = await StateAsync(site, id);
            state.Events.ShouldBe(1, $"{state.LastPollAt}: {state.Error} {state.Detail}");
            (await WishAsync(site)).ShouldHaveSingleItem();
        }

        async Task<bool> AllAskedAsync()
        {
            var rows = new[] { await RowAsync(sites[0], ids[0]), await RowAsync(sites[1], ids[1]) };
            foreach (var (row, site) in rows.Zip(sites).Where(one => one.First.LastSuccessAt is null))
                await DueAsync(site, row.Id);
            return rows.All(row => row.LastSuccessAt is not null);
        }
    }

    internal static object Interval(double limitKw, int id = 0) => new { id, payloads = new[] { new { type = "IMPORT_CAPACITY_LIMIT", values = new[] { limitKw } } } };

    internal static object Period(DateTimeOffset start, string duration) => new { start, duration };

    internal static OpenAdrFields Fields(TestSite site, Vtn vtn) => new(
        "Supplier", vtn.Url, vtn.TokenUrl, Vtn.Client, Vtn.Secret, null, Vtn.Program, null, [new("RESOURCE_NAME", "house-1", new([site.SiteId]))]);

    private async Task<Guid> ConnectAsync(TestSite site, Vtn vtn)
    {
        var made = await InAsync(site, connections => connections.MakeAsync(Fields(site, vtn), Cancel));
        made.Broken.ShouldBeEmpty();
        return made.Connection!.Id;
    }

    private async Task DueAsync(TestSite site, Guid id)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<PlatformContext>().OpenAdrConnections.Where(row => row.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextPollAt, Now.AddSeconds(-1)), Cancel);
    }

    private async Task PollAsync(TestSite site, Guid id, CancellationToken? stop = null)
    {
        await DueAsync(site, id);
        (await platform.Services.GetRequiredService<VtnPoll>().RunAsync(site.OrganisationId, id, stop ?? Cancel)).ShouldBeTrue();
    }

    private Task<bool> PollIfDueAsync(TestSite site, Guid id) => platform.Services.GetRequiredService<VtnPoll>().RunAsync(site.OrganisationId, id, Cancel);

    private async Task<T> InAsync<T>(TestSite site, Func<IOpenAdr, Task<T>> call)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await call(scope.ServiceProvider.GetRequiredService<IOpenAdr>());
    }

    private async Task<OpenAdrState> StateAsync(TestSite site, Guid id) =>
        (await InAsync(site, connections => connections.ListAsync(Cancel))).Single(connection => connection.Id == id).State;

    private async Task<VtnConnectionRow> RowAsync(TestSite site, Guid id)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        return await scope.ServiceProvider.GetRequiredService<PlatformContext>().OpenAdrConnections.AsNoTracking().SingleAsync(row => row.Id == id, Cancel);
    }

    /// <summary>Commands of the connection.</summary>
    private async Task<List<GridCommandLine>> OwnAsync(TestSite site, Guid id)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var ids = await scope.ServiceProvider.GetRequiredService<PlatformContext>().GridCommands.Where(row => row.IssuedBy == id).Select(row => row.Id).ToListAsync(Cancel);
        return [.. (await scope.ServiceProvider.GetRequiredService<IGridCommands>().ListAsync(new(Limit: 200), Cancel)).Commands.Where(line => ids.Contains(line.Id))];
    }

    private async Task<IReadOnlyList<GridCommand>> WishAsync(TestSite site)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        return (await scope.ServiceProvider.GetRequiredService<DeviceWishes>().ReadAsync(site.Identity, 0, Cancel)).GridCommands.GridCommands;
    }
}
