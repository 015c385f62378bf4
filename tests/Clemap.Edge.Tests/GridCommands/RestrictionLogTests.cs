using Clemap.Contracts.GridCommands;
using Clemap.Edge.CloudLink;
using Clemap.Edge.GridCommands;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.CloudLink;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.GridCommands;

public sealed class RestrictionLogTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly Guid Command = Guid.Parse("01900000-0000-7000-8000-0000000000f1");

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(Start);
    private EdgeDatabase database;
    private RestrictionStore store = null!;
    private RestrictionLog log = null!;
    private SteppingClock device = null!;
    private SiteClock site = null!;

    public RestrictionLogTests()
    {
        database = new EdgeDatabase(folder.Path, clock);
        Open();
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_restriction_has_its_beginning_its_end_and_what_was_taken_before_and_during()
    {
        Run(90, new(20_000, 25_000));
        Run(120, new(20_000, 25_000), isRipple: true, until: 60, then: new(4_000, 9_000));
        Reported().ShouldHaveSingleItem().EndedAt.ShouldBeNull("it goes on");
        Run(1, new(4_000, 9_000));

        var report = Reported().ShouldHaveSingleItem();
        (report.Kind, report.BeganAt, report.EndedAt, report.CommandId).ShouldBe((RestrictionKind.Ripple, Start.AddSeconds(90), Start.AddSeconds(210), null));
        (report.ChargingBeforeW, report.ChargingDuringW, report.ImportBeforeW, report.ImportDuringW).ShouldBe((20_000, 4_000, 25_000, 9_000));
        store.MarkReported([report]);
        Reported().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_measured_is_missing_and_never_zero()
    {
        Run(60, new(null, 25_000));
        Run(130, new(null, null), command: Command);
        Run(1, new(null, null));
        var report = Reported().ShouldHaveSingleItem();
        (report.CommandId, report.ChargingBeforeW, report.ChargingDuringW, report.ImportBeforeW, report.ImportDuringW).ShouldBe((Command, null, null, 25_000, null));

        // A single value among many gaps is no mean.
        MeanPower.Of([1_000, null, null]).Value.ShouldBeNull();
        MeanPower.Of([1_000, null]).Value.ShouldBe(1_000);
        MeanPower.Of([]).Value.ShouldBeNull();
    }

    [Fact]
    public void One_that_goes_on_over_a_restart_is_the_same_and_one_that_does_not_is_ended()
    {
        Run(10, new(1_000, 1_000), isRipple: true, command: Command);
        var before = Reported();
        before.Count.ShouldBe(2);
        Restart();
        Run(10, new(1_000, 1_000), isRipple: true);

        var after = Reported();
        after.Select(report => report.Id).ShouldBe(before.Select(report => report.Id), ignoreOrder: true);
        after.Single(report => report.Kind == RestrictionKind.Command).EndedAt.ShouldBe(Start.AddSeconds(10));
        after.Single(report => report.Kind == RestrictionKind.Ripple).EndedAt.ShouldBeNull();
    }

    [Fact]
    public void A_receiver_that_cannot_be_read_is_noted_as_such()
    {
        log.See(new HashSet<Guid>(), (true, true), new(0, 0));
        log.Save();
        Reported().ShouldHaveSingleItem().IsContactUnknown.ShouldBe(true);
    }

    [Fact]
    public void What_ended_while_a_report_was_under_way_is_told_again()
    {
        Run(5, new(1_000, 1_000), isRipple: true);
        var underWay = Reported();
        Run(1, new(1_000, 1_000));
        store.MarkReported(underWay);
        Reported().ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public void Another_organisations_restrictions_are_forgotten_in_memory_too()
    {
        Run(90, new(1_000, 1_000), isRipple: true, command: Command);
        log.See(new HashSet<Guid>(), (true, false), new(1_000, 1_000)); // one has ended and is not written yet
        log.Forget();
        Reported().ShouldBeEmpty();
        log.Save();
        Reported().ShouldBeEmpty();
        Run(1, new(1_000, 1_000), isRipple: true);
        var report = Reported().ShouldHaveSingleItem();
        (report.BeganAt, report.ChargingBeforeW).ShouldBe((Start.AddSeconds(90), null));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-20_000)]
    public void What_was_noted_by_a_wrong_clock_is_set_right_when_the_cloud_says_the_time(int wrongDays)
    {
        device.Step = TimeSpan.FromDays(wrongDays);
        Run(30, new(1_000, 1_000), command: Command);
        Run(30, new(1_000, 1_000), isRipple: true);
        site.Observe(clock.GetUtcNow());
        log.Save(); // before the next cycle: what is reported now is right already

        var reports = Reported();
        var ended = reports.Single(report => report.Kind == RestrictionKind.Command);
        (ended.BeganAt, ended.EndedAt).ShouldBe((Start, Start.AddSeconds(30)));
        var open = reports.Single(report => report.Kind == RestrictionKind.Ripple);
        (open.BeganAt, open.EndedAt).ShouldBe((Start.AddSeconds(30), null));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-20_000)]
    public void What_a_process_before_noted_by_a_wrong_clock_is_not_in_the_future_nor_decades_long(int wrongDays)
    {
        device.Step = TimeSpan.FromDays(wrongDays);
        Run(30, new(1_000, 1_000), isRipple: true);
        Restart();
        Run(30, new(1_000, 1_000), isRipple: true);
        site.Observe(clock.GetUtcNow());
        Run(1, new(1_000, 1_000), isRipple: true);
        Reported().ShouldHaveSingleItem().BeganAt.ShouldBe(Start.AddSeconds(60));
    }

    private IReadOnlyList<RestrictionReport> Reported() => store.Waiting(100);

    private void Run(int seconds, SitePower power, bool isRipple = false, Guid? command = null, int? until = null, SitePower then = default)
    {
        for (var second = 0; second < seconds; second++)
        {
            log.See(command is { } id ? new HashSet<Guid> { id } : [], (isRipple, false), second < (until ?? seconds) ? power : then);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        log.Save();
    }

    private void Restart()
    {
        database.Dispose();
        database = new EdgeDatabase(folder.Path, clock);
        Open();
    }

    private void Open()
    {
        store = new RestrictionStore(database);
        device = new SteppingClock(clock);
        site = new SiteClock(device);
        log = new RestrictionLog(store, new GridNews(), site);
    }
}
