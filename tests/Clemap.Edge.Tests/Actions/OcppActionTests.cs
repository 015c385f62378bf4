using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.CloudLink;
using Clemap.Edge.Tests.Stations.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.Actions;

/// <summary>Actions as a station over OCPP does them, from the list to the report, over a real socket.</summary>
public sealed class OcppActionTests : OcppBench
{
    private ActionStore store = null!;
    private ActionDesk desk = null!;
    private readonly LinesLogger<ActionService> log = new();
    private int number;

    internal override EdgeConfiguration Commission(EdgeConfiguration site) => site with { Ocpp = site.Ocpp! with { Cards = ["04A1B2C3"] } };

    [Theory]
    [InlineData("restart", null, "Reset", """{"type":"Soft"}""")]
    [InlineData("start-session", "04a1b2c3", "RemoteStartTransaction", """{"connectorId":1,"idTag":"04a1b2c3"}""")]
    public async Task An_action_reaches_the_station_once_however_often_it_comes(string kind, string? card, string call, string payload)
    {
        var station = await ReadyAsync();
        await using var running = await RunAsync();
        var action = New(kind) with { Card = card };
        desk.Take(new([action]));
        desk.Take(new([action]));

        (await EndAsync(action)).State.ShouldBe(ActionReportState.Done);
        desk.Take(new([action]));
        station.Peer.HeardOf(call).ShouldHaveSingleItem().ToJsonString().ShouldBe(payload);
    }

    [Fact]
    public async Task A_session_is_ended_that_is_open_and_none_is_begun_beside_it()
    {
        var station = await ReadyAsync();
        await using var running = await RunAsync();
        (await DoAsync(New("stop-session"))).Code.ShouldBe("no-session");
        (await DoAsync(New("start-session") with { Card = "DEADBEEF" })).Code.ShouldBe("card-unknown");

        int id = (int)(await station.StartAsync())["transactionId"]!;
        (await DoAsync(New("start-session") with { Card = "04A1B2C3" })).Code.ShouldBe("session-open");
        (await DoAsync(New("stop-session"))).State.ShouldBe(ActionReportState.Done);
        station.Peer.HeardOf("RemoteStopTransaction").ShouldHaveSingleItem().ToJsonString().ShouldBe($$"""{"transactionId":{{id}}}""");
        station.Peer.HeardOf("RemoteStartTransaction").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_station_refuses_or_cannot_do_is_said_in_words()
    {
        await ReadyAsync(prepare: station => station.Answers["Reset"] = _ => TestChargePoint.Status("Rejected"));
        await using var running = await RunAsync();

        var refused = await DoAsync(New("restart"));
        (refused.State, refused.Code, refused.Message).ShouldBe((ActionReportState.Failed, "refused-by-station", "The station answered Reset with Rejected."));
        (await DoAsync(New("identify"))).Code.ShouldBe("not-offered");
        (await DoAsync(New("firmware-notice") with { Text = "3.10.57" })).State.ShouldBe(ActionReportState.Done);
        new Journal(Database, Clock, NullLogger<Journal>.Instance).Read(null, 10).ShouldContain(entry => entry.What == "firmware.notice" && entry.Detail.Contains("A1: 3.10.57"));
    }

    [Fact]
    public async Task A_station_that_is_away_has_not_done_it()
    {
        await using var running = await RunAsync();
        var report = await DoAsync(New("restart"));
        (report.State, report.Code).ShouldBe((ActionReportState.Failed, "not-reached"));
    }

    [Fact]
    public async Task Of_an_answer_that_got_lost_nobody_knows_whether_it_was_done()
    {
        TestChargePoint? cut = null;
        cut = await ReadyAsync(prepare: station => station.Answers["Reset"] = _ =>
        {
            cut!.Peer.Cut();
            return TestChargePoint.Status("Accepted");
        });
        await using var running = await RunAsync();

        var report = await DoAsync(New("restart"));
        (report.State, report.Code).ShouldBe((ActionReportState.Unknown, "no-answer"));
    }

    [Fact]
    public async Task What_was_begun_when_the_controller_ended_is_unknown_and_not_done_again()
    {
        var station = await ReadyAsync();
        Open();
        var (restart, identify) = (New("restart"), New("identify"));
        desk.Take(new([restart, identify])); // nobody does it: the process ends here
        await using var running = await RunAsync();

        (await EndAsync(restart)).State.ShouldBe(ActionReportState.Unknown);
        (await EndAsync(identify)).Code.ShouldBe("not-offered", "showing oneself twice harms nothing: it is tried again");
        desk.Take(new([restart]));
        station.Peer.HeardOf("Reset").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_ends_nothing_and_what_it_did_not_take_is_judged_at_the_next_start()
    {
        var station = await ReadyAsync();
        Open();
        var (restart, notice) = (New("restart"), New("firmware-notice") with { Text = "3.10.57" });
        desk.Take(new([restart, notice])); // the process ends here
        Database.Use(connection => connection.Execute("pragma query_only = 1"));
        await using (var full = await RunAsync())
        {
            await Patience.UntilAsync(() => log.Lines.Count(line => line.StartsWith("Error: That ", StringComparison.Ordinal)) == 2, "both said in the log");
            full.Service.ExecuteTask!.IsCompleted.ShouldBeFalse();

            Database.Use(connection => connection.Execute("pragma query_only = 0"));
            (await DoAsync(New("restart"))).State.ShouldBe(ActionReportState.Done);
        }

        await using var running = await RunAsync();
        (await EndAsync(restart)).State.ShouldBe(ActionReportState.Unknown);
        (await EndAsync(notice)).State.ShouldBe(ActionReportState.Done);
        station.Peer.HeardOf("Reset").ShouldHaveSingleItem();
    }

    private OrderedAction New(string kind) => new(
        Guid.Parse($"01900000-0000-7000-8000-0000000000e{++number}"), kind, Clock.GetUtcNow(), Clock.GetUtcNow().AddMinutes(5), TestSite.Station(1));

    private async Task<ActionReport> DoAsync(OrderedAction action)
    {
        desk.Take(new([action]));
        return await EndAsync(action);
    }

    private async Task<ActionReport> EndAsync(OrderedAction action)
    {
        ActionReport? Ended() => store.Waiting(100).FirstOrDefault(report => report.Id == action.Id && report.State != ActionReportState.Accepted);
        await Patience.UntilAsync(() => Ended() is not null, $"the end of {action.Kind}");
        return Ended()!;
    }

    private void Open()
    {
        var locks = new StationLocks(Database);
        var limits = new DesiredLimits(Configuration, SiteModels.Topology(Configuration).Topology!, new Documents(Database), Clock);
        store = new ActionStore(Database);
        desk = new ActionDesk(Configuration, store, locks, limits, new Journal(Database, Clock, NullLogger<Journal>.Instance), Clock);
    }

    private async Task<Running> RunAsync()
    {
        Open();
        var site = new Site(
            Configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), Clock, NullLogger.Instance, chargePoints: Devices);
        var service = new ActionService(
            desk, store, site, new Journal(Database, Clock, NullLogger<Journal>.Instance), Clock, log);
        await service.StartAsync(Cancellation);
        return new Running(site, service);
    }

    private sealed record Running(Site Site, ActionService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync(CancellationToken.None);
            Service.Dispose();
            await Site.DisposeAsync();
        }
    }
}
