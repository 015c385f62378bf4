using Clemap.Edge.CloudLink;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class StreamFallbackTests
{
    private static readonly LinkTiming Quick = new()
    {
        FirstSilence = TimeSpan.FromSeconds(0.5),
        PollEvery = TimeSpan.FromSeconds(0.2),
        PollFor = TimeSpan.FromSeconds(2),
    };

    /// <summary>A proxy that waits for the end of an answer before it passes it on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_no_stream_gets_through_the_edge_asks_and_finds_back_to_the_stream(bool withHead)
    {
        await using var bench = await LinkBench.CreateAsync();
        bool blocked = true;
        bench.Cloud.Intercepts = async context =>
        {
            if (!Volatile.Read(ref blocked) || context.Request.Headers.Accept != "text/event-stream")
                return false;
            if (withHead)
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.StartAsync();
            }
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await bench.StartAsync(Quick);
        bench.Cloud.Send(LinkBench.Wish(1, 30));
        await Patience.UntilAsync(() => bench.Limits.Wanted.Version == 1, "version 1 by asking");
        await Patience.UntilAsync(() => bench.Link.Name == LinkState.Connected, "the link shown as connected");
        bench.Cloud.LastEventIds.ShouldBeEmpty();

        bench.Cloud.Send(LinkBench.Wish(2, 41));
        await Patience.UntilAsync(() => bench.Cloud.Reports.Any(report => report.Refused is { Version: 2, Code: "above-rating" }), "refusal");
        Volatile.Write(ref blocked, false);
        await Patience.UntilAsync(() => !bench.Cloud.LastEventIds.IsEmpty, "stream");
        bench.Cloud.Send(LinkBench.Wish(3, 25));
        await Patience.UntilAsync(() => bench.Limits.Wanted.Version == 3, "version 3");
    }

    [Fact]
    public async Task What_is_taken_and_refused_is_in_the_journal_with_each_field()
    {
        await using var bench = await LinkBench.CreateAsync();
        await bench.StartAsync();
        bench.Cloud.Send(LinkBench.Wish(1, 30));
        bench.Cloud.Send(new(
            2,
            new Dictionary<Guid, Contracts.DesiredState.CircuitWish> { [TestSite.Grid] = new(41) },
            new Dictionary<Guid, Contracts.DesiredState.StationWish> { [TestSite.Station(1)] = new(-1) }));
        await Patience.UntilAsync(() => bench.Cloud.Reports.Any(report => report.Refused is { Version: 2 }), "refusal");

        var entries = bench.Journal.Read(null, 10);
        entries.ShouldContain(entry => entry.Who == "cloud" && entry.What == "desired-state.accepted" && entry.Detail.StartsWith("Version 1: {"));
        var refused = entries.Single(entry => entry.What == "desired-state.refused").Detail;
        refused.ShouldContain("above its rating of 40 A");
        refused.ShouldContain("The limit of station 'A1' is negative.");
        bench.Cloud.Reports.Last().Refused!.Message.ShouldContain("A1");
        bench.Limits.Wanted.Version.ShouldBe(1);
    }
}
