using Clemap.Contracts.Actions;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Actions;

public sealed class ActionDeskTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(Start);
    private EdgeDatabase database;
    private ActionStore store = null!;
    private StationLocks locks = null!;
    private ActionDesk desk = null!;
    private DesiredLimits limits = null!;

    public ActionDeskTests()
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
    public void A_lock_holds_over_restarts_and_ends_with_an_unlock_and_lifts_no_other_limit()
    {
        var wanted = new DesiredStateDocument(1, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>
        {
            [TestSite.Station(1)] = new(10, StationPriority.High),
            [TestSite.Station(2)] = new(12),
        });
        desk.Take(new([Action(1, ActionKind.Lock)]));
        Restart();

        var locked = locks.Under(wanted);
        locked.Stations[TestSite.Station(1)].ShouldBe(new StationWish(0, StationPriority.High));
        locked.Stations[TestSite.Station(2)].ShouldBe(wanted.Stations[TestSite.Station(2)]);

        desk.Take(new([Action(2, ActionKind.Unlock)]));
        locks.Under(wanted).ShouldBe(wanted);
        locks.Under(new(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>())).Stations.ShouldBeEmpty();
        store.Waiting(10).Select(report => report.State).ShouldBe([ActionReportState.Done, ActionReportState.Done]);
    }

    [Fact]
    public void A_list_that_comes_again_or_out_of_order_does_nothing_twice()
    {
        var (first, second) = (Action(1, ActionKind.Lock), Action(2, ActionKind.Unlock));
        desk.Take(new([second, first])); // within a list the ids say what comes first
        locks.Stations.ShouldBeEmpty();
        desk.Take(new([first]));
        desk.Take(new([first, second]));
        Restart();
        desk.Take(new([first]));

        locks.Stations.ShouldBeEmpty();
        store.Waiting(10).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("restart", 0, ActionReportState.Accepted, null)]
    [InlineData("restart", 60, ActionReportState.Expired, null)]
    [InlineData("lock", 60, ActionReportState.Expired, null)]
    [InlineData("open-the-roof", 0, ActionReportState.Failed, "unknown-kind")]
    public void What_is_too_late_or_unknown_is_said_and_not_done(string kind, int afterS, string state, string? code)
    {
        clock.Advance(TimeSpan.FromSeconds(afterS));
        desk.Take(new([Action(1, kind)]));

        var report = store.Waiting(10).ShouldHaveSingleItem();
        (report.State, report.Code).ShouldBe((state, code));
        locks.Stations.ShouldBeEmpty();
        desk.Work.TryRead(out _).ShouldBe(state == ActionReportState.Accepted);
    }

    [Fact]
    public void A_station_that_is_not_there_and_one_that_is_locked_are_refused_in_words()
    {
        desk.Take(new([Action(1, ActionKind.Restart) with { StationId = Guid.CreateVersion7() }, Action(2, ActionKind.Lock), Action(3, ActionKind.StartSession) with { Card = "04A1" }]));

        store.Waiting(10).Select(report => report.Code).Order().ShouldBe([null, "locked", "unknown-station"]);
        desk.Work.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void What_the_cloud_heard_is_not_told_again_unless_there_is_more_to_tell()
    {
        desk.Take(new([Action(1, ActionKind.Restart)]));
        var accepted = store.Waiting(10);
        store.End(accepted[0].Id, ActionReportState.Done, Start.AddSeconds(3)); // while the report is under way
        store.MarkReported(accepted, Start);

        var done = store.Waiting(10).ShouldHaveSingleItem();
        done.State.ShouldBe(ActionReportState.Done);
        store.MarkReported([done], Start);
        store.Waiting(10).ShouldBeEmpty();

        // An id is known for as long as the cloud could send it.
        store.IsKnown(done.Id).ShouldBeTrue();
        store.MarkReported([], Start.AddDays(31));
        store.IsKnown(done.Id).ShouldBeFalse();
    }

    [Fact]
    public void Another_organisations_actions_and_locks_are_forgotten()
    {
        desk.Take(new([Action(1, ActionKind.Lock)]));
        desk.Forget();

        locks.Stations.ShouldBeEmpty();
        store.Waiting(10).ShouldBeEmpty();
    }

    [Fact]
    public void What_waits_to_be_done_for_another_organisation_is_not_done_any_more()
    {
        desk.Take(new([Action(1, ActionKind.Restart)]));
        desk.Forget();
        desk.Work.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_lock_that_is_said_to_be_done_is_in_force_even_where_the_disk_cannot_be_read()
    {
        database.Write(connection => connection.Execute("insert into station_locks(station, at) values ('damaged', 0)"));
        desk.Take(new([Action(1, ActionKind.Lock)]));
        store.Waiting(10).ShouldHaveSingleItem().State.ShouldBe(ActionReportState.Done);
        locks.Stations.ShouldBe([TestSite.Station(1)]);
    }

    [Fact]
    public void What_the_disk_did_not_take_is_taken_when_it_does()
    {
        database.Use(connection => connection.Execute("pragma query_only = 1"));
        Should.Throw<SqliteException>(() => desk.Take(new([Action(1, ActionKind.Lock)])));
        Should.Throw<SqliteException>(() => desk.TakeMissed());
        Should.Throw<SqliteException>(() => desk.Forget());
        database.Use(connection => connection.Execute("pragma query_only = 0"));
        desk.TakeMissed();
        locks.Stations.ShouldBeEmpty("it was forgotten");

        database.Use(connection => connection.Execute("pragma query_only = 1"));
        Should.Throw<SqliteException>(() => desk.Take(new([Action(1, ActionKind.Lock)])));
        database.Use(connection => connection.Execute("pragma query_only = 0"));
        desk.TakeMissed();
        locks.Stations.ShouldBe([TestSite.Station(1)]);
    }

    [Fact]
    public void Actions_and_locks_are_among_what_is_saved_of_a_damaged_file() => new[] { "actions", "station_locks" }.ShouldBeSubsetOf(EdgeSchema.Precious);

    private static OrderedAction Action(int number, string kind) => new(
        Guid.Parse($"01900000-0000-7000-8000-0000000000e{number}"), kind, Start, Start.AddSeconds(60), TestSite.Station(1));

    private void Restart()
    {
        database.Dispose();
        database = new EdgeDatabase(folder.Path, clock);
        Open();
    }

    private void Open()
    {
        var site = TestSite.Create(folder.Path, 1, 2, 3);
        limits = new DesiredLimits(site, SiteModels.Topology(site).Topology!, new Documents(database), clock);
        (store, locks) = (new ActionStore(database), new StationLocks(database));
        desk = new ActionDesk(site, store, locks, limits, new Journal(database, clock, NullLogger<Journal>.Instance), clock);
    }
}
