using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.GridCommands;
using Clemap.Edge.CloudLink;
using Microsoft.AspNetCore.Http;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>Actions on their way: over the stream and where none gets through, and back as reports.</summary>
public sealed class ActionLinkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_arrives_and_is_reported_and_shown_over_a_stream_or_by_asking(bool isStream)
    {
        await using var bench = await LinkBench.CreateAsync();
        if (!isStream)
            bench.Cloud.Intercepts = async context =>
            {
                if (context.Request.Headers.Accept != "text/event-stream")
                    return false;
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            };
        await bench.StartAsync(new LinkTiming { FirstSilence = TimeSpan.FromSeconds(0.5), PollEvery = TimeSpan.FromSeconds(0.2), PollFor = TimeSpan.FromSeconds(30) });
        bench.Cloud.Send(LinkBench.Wish(1, 30));
        var action = New(ActionKind.Lock);
        bench.Cloud.SendActions(new ActionList([action]));

        await Patience.UntilAsync(() => bench.Cloud.Reported.Any(report => report.Id == action.Id && report.State == ActionReportState.Done), "report");
        await Patience.UntilAsync(
            () => bench.Cloud.Reports.Any(report => report.LockedStations is [var station] && station == TestSite.Station(1) && report.StationLimitsA[station] == 32), "shown as locked");
        bench.Limits.Wanted.Version.ShouldBe(1);
        bench.Cloud.Reported.Count(report => report.Id == action.Id).ShouldBe(1);
    }

    [Fact]
    public async Task A_report_that_the_cloud_could_not_take_is_sent_again_and_the_list_again_does_nothing()
    {
        await using var bench = await LinkBench.CreateAsync();
        int refusals = 2;
        bench.Cloud.Intercepts = context =>
        {
            if (context.Request.Path != "/api/v1/device/actions" || Interlocked.Decrement(ref refusals) < 0)
                return Task.FromResult(false);
            context.Response.StatusCode = 503;
            return Task.FromResult(true);
        };
        await bench.StartAsync();
        var action = New(ActionKind.Unlock);
        bench.Cloud.SendActions(new ActionList([action]));
        bench.Cloud.DropStream();
        bench.Cloud.SendActions(new ActionList([action]));

        await Patience.UntilAsync(() => bench.Cloud.Reported.Any(report => report.Id == action.Id), "report");
        bench.Cloud.Reported.Count.ShouldBe(1);
        bench.Journal.Read(null, 50).Count(entry => entry.What == "station.unlocked").ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_of_the_grid_operator_arrive_both_ways_and_what_is_refused_is_reported(bool isStream)
    {
        await using var bench = await LinkBench.CreateAsync();
        if (!isStream)
            bench.Cloud.Intercepts = async context =>
            {
                if (context.Request.Headers.Accept != "text/event-stream")
                    return false;
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            };
        await bench.StartAsync(new LinkTiming { FirstSilence = TimeSpan.FromSeconds(0.5), PollEvery = TimeSpan.FromSeconds(0.2), PollFor = TimeSpan.FromSeconds(30) });
        var now = TimeProvider.System.GetUtcNow();
        var good = new GridCommand(Guid.CreateVersion7(), GridCommandScope.Charging, now, now.AddMinutes(10), LimitW: 4_200);
        bench.Cloud.SendCommands(new([good, good with { Id = Guid.CreateVersion7(), LimitW = null }]));

        await Patience.UntilAsync(() => bench.Cloud.GridReports.SelectMany(report => report.Commands).Count() == 2, "both reported");
        bench.Cloud.GridReports.SelectMany(report => report.Commands).Select(command => (command.State, command.Code)).ShouldBe(
            [(GridCommandState.Accepted, null), (GridCommandState.Refused, "limit")], ignoreOrder: true);
        bench.Orders.Grid.Commands.Now(230).Reductions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_read_keeps_no_command_from_arriving_over_a_stream()
    {
        await using var bench = await LinkBench.CreateAsync();
        var list = Serialize(new([Command()]));
        bench.Cloud.Intercepts = async context =>
        {
            if (context.Request.Headers.Accept != "text/event-stream")
                return false;
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($"event: desired-state\ndata: 7\n\nevent: actions\ndata: {{\n\nevent: grid-commands\ndata: {list}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Orders.Grid.Commands.Now(230).Reductions.Length == 1, "command in force");
    }

    [Fact]
    public async Task Where_no_stream_gets_through_what_is_not_spoken_of_stays_and_what_cannot_be_read_keeps_nothing_else_from_arriving()
    {
        await using var bench = await LinkBench.CreateAsync();
        string? list = Serialize(new([Command()]))[1..^1];
        int polls = 0;
        bench.Cloud.Intercepts = async context =>
        {
            if (context.Request.Path != "/api/v1/device/desired-state")
                return false;
            if (context.Request.Headers.Accept == "text/event-stream")
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return true;
            }

            context.Response.StatusCode = (Interlocked.Increment(ref polls) % 2, Volatile.Read(ref list)) is (0, null) ? 204 : 200;
            if (context.Response.StatusCode == 200)
                await context.Response.WriteAsync(Volatile.Read(ref list) is { } said ? $$"""{"version":"seven","actions":[7],{{said}}}""" : """{"version":0,"circuits":{},"stations":{}}""");
            return true;
        };
        await bench.StartAsync(new LinkTiming { FirstSilence = TimeSpan.FromSeconds(0.5), PollEvery = TimeSpan.FromSeconds(0.1), PollFor = TimeSpan.FromSeconds(30) });
        await Patience.UntilAsync(() => bench.Orders.Grid.Commands.Now(230).Reductions.Length == 1, "command in force");

        Volatile.Write(ref list, null);
        int before = Volatile.Read(ref polls);
        await Patience.UntilAsync(() => Volatile.Read(ref polls) > before + 4, "asked with and without an answer");
        bench.Orders.Grid.Commands.Now(230).Reductions.Length.ShouldBe(1);

        Volatile.Write(ref list, Serialize(new([]))[1..^1]);
        await Patience.UntilAsync(() => bench.Orders.Grid.Commands.Now(230).Reductions.Length == 0, "an empty list is one");
    }

    [Fact]
    public async Task No_report_of_a_restriction_is_in_the_future()
    {
        await using var bench = await LinkBench.CreateAsync();
        var ahead = TimeProvider.System.GetUtcNow().AddDays(3);
        bench.Orders.Grid.Restrictions.Put([new(Guid.CreateVersion7(), RestrictionKind.Ripple, ahead, new(), new()) { EndedAt = ahead.AddHours(1) }]);
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Cloud.GridReports.Any(report => report.Restrictions.Count == 1), "report");

        var told = bench.Cloud.GridReports.SelectMany(report => report.Restrictions).First();
        told.BeganAt.ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddSeconds(30));
        told.EndedAt!.Value.ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddSeconds(30));
    }

    private static GridCommand Command()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), GridCommandScope.Charging, now.AddSeconds(-60), now.AddMinutes(10), LimitW: 4_200);
    }

    private static string Serialize(GridCommandList list) => JsonSerializer.Serialize(list, ContractsJson.Default.GridCommandList);

    private static OrderedAction New(string kind)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), kind, now, now.AddMinutes(5), TestSite.Station(1));
    }
}
