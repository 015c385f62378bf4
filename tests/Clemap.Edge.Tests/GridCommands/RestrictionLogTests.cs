using Clemap.Contracts.GridCommands;
using Clemap.Edge.GridCommands;
using Clemap.Edge.Outbox;
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
        log = new RestrictionLog(store, new GridNews(), clock);
    }
}
