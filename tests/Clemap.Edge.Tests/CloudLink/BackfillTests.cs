using Clemap.Contracts.Telemetry;
using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class BackfillTests
{
    [Fact]
    public void A_thousand_devices_that_were_cut_off_together_do_not_begin_together()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var database = new EdgeDatabase(folder.Path, clock);
        var store = new ReadingStore(database, clock);
        Fill(store, clock.GetUtcNow().AddHours(-6));
        var fleet = Enumerable.Range(0, 1000).Select(_ => new Backfill(store, new LinkTiming(), clock)).ToList();
        int before = fleet.Count(device => device.MayGo());
        before.ShouldBeLessThan(20);
        var begun = new List<int>();
        for (int minute = 1; minute <= 5; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            int all = fleet.Count(device => device.MayGo());
            begun.Add(all - before);
            before = all;
        }

        begun.ShouldAllBe(inThisMinute => inThisMinute > 120 && inThisMinute < 280); // 200 on the average, five minutes long
        before.ShouldBe(1000);
    }

    [Fact]
    public void A_short_backlog_goes_at_once_and_a_cut_of_over_a_minute_draws_anew()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var database = new EdgeDatabase(folder.Path, clock);
        var store = new ReadingStore(database, clock);
        Fill(store, clock.GetUtcNow().AddMinutes(-2));
        var backfill = new Backfill(store, new LinkTiming { LongestRandomStart = TimeSpan.FromDays(1000) }, clock);
        backfill.MayGo().ShouldBeTrue();

        backfill.Failed();
        clock.Advance(TimeSpan.FromSeconds(30));
        backfill.Works();
        backfill.MayGo().ShouldBeTrue("half a minute is no cut");
        backfill.Failed();
        clock.Advance(TimeSpan.FromHours(1));
        backfill.Works();
        backfill.MayGo().ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_cut_live_rows_come_first_and_history_from_its_oldest()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Fill(2500, TimeSpan.FromMinutes(2));
        bench.Fill(2);
        await bench.StartAsync(new LinkTiming { LongestRandomStart = TimeSpan.FromSeconds(1) });
        await Patience.UntilAsync(() => bench.Store.CountWaiting() == 0, "empty outbox");

        var received = bench.Cloud.Received.ToArray();
        received.Length.ShouldBe(2502);
        received[0].At.ShouldBeGreaterThan(received[2].At);
        received[1].At.ShouldBeGreaterThan(received[2].At);
        received[2..].Select(row => row.At).ShouldBeInOrder();
        bench.Cloud.PackedCalls.ShouldContain("/api/v1/telemetry");
        // Each batch says what waits, itself among it: all of it first, and since when.
        var waiting = bench.Cloud.Waiting.ToArray();
        waiting[0].ShouldBe((2502L, received[2..].Min(row => row.At)));
        waiting[^1].Readings!.Value.ShouldBeInRange(1, 1000);
    }

    [Fact]
    public async Task While_the_cloud_has_no_room_for_history_what_is_measured_now_goes_on()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Fill(1500, TimeSpan.FromMinutes(2));
        bench.Cloud.NextTelemetry.Enqueue((503, 6));
        await bench.StartAsync(new LinkTiming { LongestRandomStart = TimeSpan.Zero });
        await Patience.UntilAsync(() => !bench.Cloud.TelemetryCalls.IsEmpty, "history, sent away");
        bench.Fill(1);
        await Patience.UntilAsync(() => !bench.Cloud.Received.IsEmpty, "the live row");

        bench.Link.Problem.ShouldBeNull();
        await Patience.UntilAsync(() => bench.Store.CountWaiting() == 0, "empty outbox");

        var calls = bench.Cloud.TelemetryCalls.ToArray();
        var received = bench.Cloud.Received.ToArray();
        received[0].At.ShouldBe(received.Max(row => row.At), "live before history");
        (calls[^1] - calls[0]).ShouldBeGreaterThan(TimeSpan.FromSeconds(6));
    }

    private static void Fill(ReadingStore store, DateTimeOffset at) => store.Store(
        [new Reading { SourceId = LinkBench.Source, At = SlotRecorder.SlotOf(at), ImportWh = 1 }], [], new Dictionary<Guid, EnergyRegister>());
}
