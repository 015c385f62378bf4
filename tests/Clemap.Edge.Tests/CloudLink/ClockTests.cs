using Clemap.Contracts.Telemetry;
using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class ClockTests
{
    [Fact]
    public void Within_half_a_minute_the_devices_clock_is_the_sites()
    {
        var device = new SteppingClock();
        var clock = new SiteClock(device);
        clock.Problem.ShouldBeNull("nobody knows better yet");
        clock.Observe(TimeProvider.System.GetUtcNow().AddSeconds(25));

        clock.Problem.ShouldBeNull();
        (clock.GetUtcNow() - device.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(600, "ahead")]
    [InlineData(-31_536_000, "behind")]
    public void A_clock_that_is_wrong_is_told_and_the_clouds_time_taken(int wrongS, string word)
    {
        var device = new SteppingClock { Step = TimeSpan.FromSeconds(wrongS) };
        var clock = new SiteClock(device);
        clock.Observe(TimeProvider.System.GetUtcNow());

        clock.Problem.ShouldNotBeNull().ShouldContain(word);
        Off(clock).ShouldBeLessThan(2);
        // The time server is reached at last: the clock steps, the time of the site does not.
        device.Step = TimeSpan.Zero;
        Off(clock).ShouldBeLessThan(2);
        clock.Observe(TimeProvider.System.GetUtcNow());
        clock.Problem.ShouldBeNull();
        Off(clock).ShouldBeLessThan(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_jumps_after_the_cloud_was_heard_moves_no_time(int days)
    {
        var device = new SteppingClock();
        var clock = new SiteClock(device);
        clock.Observe(TimeProvider.System.GetUtcNow());
        device.Step = TimeSpan.FromDays(days);
        Off(clock).ShouldBeLessThan(2);
        device.Step = TimeSpan.FromSeconds(20);
        Off(clock).ShouldBeInRange(18, 22, "within the tolerance the device's clock counts");
    }

    [Fact]
    public void The_seconds_that_the_header_rounds_do_not_make_the_time_jump()
    {
        var device = new SteppingClock { Step = TimeSpan.FromHours(1) };
        var clock = new SiteClock(device);
        clock.Observe(TimeProvider.System.GetUtcNow());
        var before = clock.GetUtcNow();
        clock.Observe(TimeProvider.System.GetUtcNow().AddSeconds(-20));

        clock.GetUtcNow().ShouldBeGreaterThanOrEqualTo(before);
    }

    [Fact]
    public async Task A_wrong_clock_is_alarmed_reported_carried_by_each_batch_and_does_not_keep_the_device_out()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.DeviceClock.Step = TimeSpan.FromHours(-3);
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Cloud.Reports.Any(report => report.Alarms?.Contains(Alarms.ClockWrong) == true), "report");

        // Its first assertion was three hours old; the answer said what time it is.
        bench.Cloud.Reports.Last().ClockOffsetS!.Value.ShouldBe(-10_800, 20);
        bench.Alarms.Open.ShouldHaveSingleItem().Message.ShouldContain("behind");
        bench.Journal.Read(null, 10).ShouldContain(entry => entry.What == "alarm.begins" && entry.Detail.StartsWith("clock-wrong"));
        bench.Fill(1);
        await Patience.UntilAsync(() => bench.Cloud.Stored.Count == 1, "row");
        (bench.Cloud.Stored.Keys.Single().Item2 - TimeProvider.System.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(15));
        bench.Cloud.ClockOffsets.Last()!.Value.ShouldBe(-10_800, 5);
    }

    [Fact]
    public async Task Rows_that_are_in_the_future_for_the_cloud_are_kept_until_it_takes_them()
    {
        await using var bench = await LinkBench.CreateAsync();
        bool early = true;
        bench.Cloud.Refuses = reading => Volatile.Read(ref early) ? "in-the-future" : null;
        bench.Fill(2);
        await bench.StartAsync();
        await Patience.UntilAsync(() => bench.Cloud.Received.Count >= 4, "two tries");

        bench.Store.Refused().ShouldBeEmpty();
        bench.Store.CountWaiting().ShouldBe(2);
        Volatile.Write(ref early, false);
        await Patience.UntilAsync(() => bench.Cloud.Stored.Count == 2, "both rows");
    }

    [Fact]
    public async Task A_session_that_is_in_the_future_for_the_cloud_is_kept_too()
    {
        await using var bench = await LinkBench.CreateAsync();
        int refused = 0;
        bench.Cloud.RefusesSession = _ => Interlocked.Increment(ref refused) <= 2 ? "in-the-future" : null;
        var now = bench.Clock.GetUtcNow();
        bench.Store.Store(
            [],
            [new(null, new() { SessionId = LinkBench.Source, StationId = LinkBench.Source, StartedAt = now, EndedAt = now, StartWh = 1, EndWh = 2 })],
            new Dictionary<Guid, EnergyRegister>());
        await bench.StartAsync();

        await Patience.UntilAsync(() => !bench.Cloud.Sessions.IsEmpty, "session");
        refused.ShouldBe(3);
    }

    /// <summary>Samples come once a second; somebody sets the clock in the middle.</summary>
    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    [InlineData(45)]
    [InlineData(-45)]
    public async Task A_clock_that_is_set_while_the_cloud_is_known_neither_loses_nor_doubles_a_slot(int stepS)
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.DeviceClock.Step = TimeSpan.FromSeconds(-stepS); // wrong from the start, known to be so
        bench.Clock.Observe(TimeProvider.System.GetUtcNow());
        var slots = new List<DateTimeOffset>();
        for (int i = 0; i < 20; i++)
        {
            if (i == 10)
                bench.DeviceClock.Step = TimeSpan.Zero; // the time server
            if (i == 15)
                bench.Clock.Observe(TimeProvider.System.GetUtcNow());
            slots.Add(bench.Clock.GetUtcNow());
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        slots.Zip(slots.Skip(1), (one, next) => (next - one).TotalSeconds).ShouldAllBe(step => step > -1.5 && step < 2);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_without_a_cloud_doubles_no_slot_and_keeps_the_registers()
    {
        await using var bench = await LinkBench.CreateAsync();
        bench.Fill(5);
        long before = bench.Store.CountWaiting();
        bench.DeviceClock.Step = TimeSpan.FromSeconds(-30);
        bench.Store.Store(
            [new Reading { SourceId = LinkBench.Source, At = SlotRecorder.SlotOf(bench.Clock.GetUtcNow()), ImportWh = 99 }], [],
            new Dictionary<Guid, EnergyRegister> { [LinkBench.Source] = new(99, 0, 0, 0) });

        bench.Store.CountWaiting().ShouldBe(before);
        Edge.Outbox.RegisterStore.Load(bench.Database)[LinkBench.Source].ImportWh.ShouldBe(99);
    }

    private static double Off(SiteClock clock) => (clock.GetUtcNow() - TimeProvider.System.GetUtcNow()).Duration().TotalSeconds;
}
