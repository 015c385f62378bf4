using Clemap.Contracts.GridCommands;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.GridCommands;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.CloudLink;
using Clemap.LoadControl.GridOperator;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.GridCommands;

public sealed class GridCommandDeskTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private FakeTimeProvider device = new(Start);
    private SteppingClock shown = null!;
    private Func<EdgeConfiguration, EdgeConfiguration> commission = site => site;
    private EdgeDatabase database;
    private SiteClock clock = null!;
    private GridCommandDesk desk = null!;

    public GridCommandDeskTests()
    {
        database = new EdgeDatabase(folder.Path);
        Open(isHeard: true);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_command_is_accepted_in_force_and_ended_and_each_is_told_once()
    {
        Take(Command(1, from: 10, until: 60));
        Told().ShouldBe([GridCommandState.Accepted]);
        Cycle().ShouldBeEmpty();

        device.Advance(TimeSpan.FromSeconds(10));
        Cycle().ShouldHaveSingleItem().Limit.ShouldBe(ReductionLimit.Amperes(8));
        Told().ShouldBe([GridCommandState.InForce]);
        Cycle();
        Told().ShouldBeEmpty();

        device.Advance(TimeSpan.FromSeconds(50));
        Cycle().ShouldBeEmpty();
        Told().ShouldBe([GridCommandState.Ended]);
        Take(Command(1, from: 10, until: 60));
        Told().ShouldBeEmpty();
    }

    [Fact]
    public void A_command_is_kept_and_carried_out_without_the_cloud_over_a_restart()
    {
        Take(Command(1, from: 10, until: 600));
        Restart(away: TimeSpan.FromSeconds(20), isHeard: false);
        Cycle().ShouldHaveSingleItem().Limit.ShouldBe(ReductionLimit.Amperes(8));
        desk.Waiting().ShouldHaveSingleItem().State.ShouldBe(GridCommandState.InForce);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_start_with_a_wrong_clock_a_command_never_ends_too_early_and_always_ends(bool isAhead)
    {
        Take(Command(1, from: 0, until: 600));
        Cycle();
        // No power for two minutes, and the clock comes back as of years ago, or years ahead.
        Restart(away: TimeSpan.FromDays(isAhead ? 3_000 : -3_000), isHeard: false);
        Cycle().Length.ShouldBe(1);
        device.Advance(TimeSpan.FromSeconds(590));
        Cycle().Length.ShouldBe(1, "the two minutes without power may not have passed");
        Restart(TimeSpan.Zero, isHeard: false);
        Cycle().Length.ShouldBe(1, "nor does another start end it");
        device.Advance(TimeSpan.FromSeconds(11));
        Cycle().ShouldBeEmpty("it has been in force for as long as was ordered");
    }

    [Fact]
    public void As_soon_as_the_cloud_says_what_time_it_is_that_counts()
    {
        Take(Command(1, from: 0, until: 600));
        Restart(TimeSpan.FromDays(-3_000), isHeard: false);
        Cycle().Length.ShouldBe(1);
        clock.Observe(Start.AddSeconds(601));
        Cycle().ShouldBeEmpty();
    }

    [Fact]
    public void One_that_is_gone_from_the_list_ends_and_comes_back_with_it()
    {
        Take(Command(1, from: 0, until: 600));
        Cycle().Length.ShouldBe(1);
        Take();
        Cycle().ShouldBeEmpty();
        Told().ShouldContain(GridCommandState.Ended);
        Restart(TimeSpan.Zero, isHeard: true);
        Cycle().ShouldBeEmpty();

        Take(Command(1, from: 0, until: 600));
        Told().ShouldBe([GridCommandState.Accepted]);
        Cycle().Length.ShouldBe(1);
        Told().ShouldBe([GridCommandState.InForce]);
        device.Advance(TimeSpan.FromSeconds(600));
        Cycle().ShouldBeEmpty();
        Told();
        Take();
        Take(Command(1, from: 0, until: 600));
        Cycle().ShouldBeEmpty("its time is over");
        Told().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_whose_part_is_gone_after_a_restart_holds_the_grid_connection_and_its_end_is_heard(bool isStation)
    {
        var cellar = Guid.Parse("01900000-0000-7000-8000-000000000011");
        commission = site => site with { Circuits = [.. site.Circuits, new CircuitConfiguration(cellar, "Cellar", 20, TestSite.Grid)] };
        Restart(TimeSpan.Zero, isHeard: true);
        var command = isStation ? Command(1, 0, 600) with { StationId = TestSite.Station(2) } : Command(1, 0, 600) with { CircuitId = cellar };
        Take(command);
        Cycle();
        commission = site => site with { Stations = [site.Stations[0]] };
        Restart(TimeSpan.Zero, isHeard: true);

        var hold = Cycle().ShouldHaveSingleItem();
        (hold.CircuitId, hold.Limit).ShouldBe((null, ReductionLimit.Amperes(8)));
        Entries("grid-command.elsewhere").ShouldHaveSingleItem().ShouldContain("It holds the grid connection down in its place.");
        Take(command with { CancelledAt = Start });
        Cycle().ShouldBeEmpty();
        Told().ShouldContain(GridCommandState.Ended);
    }

    [Fact]
    public void One_whose_part_is_gone_and_that_can_hold_nothing_is_refused()
    {
        Take(Command(1, 0, 600) with { StationId = TestSite.Station(2), LimitA = null, LimitPercent = 50 });
        Cycle();
        Told();
        commission = site => site with { Stations = [] };
        Restart(TimeSpan.Zero, isHeard: true);

        Cycle().ShouldBeEmpty();
        var report = desk.Waiting().ShouldHaveSingleItem();
        (report.State, report.Code).ShouldBe((GridCommandState.Refused, "unknown-station"));
    }

    [Fact]
    public void Many_are_taken_and_said_in_one_line_and_more_than_that_are_refused_in_words()
    {
        var many = Enumerable.Range(0, 1_002).Select(number => Command(1, 0, 600) with { Id = Guid.Parse($"01900000-0000-7000-8000-{number:x12}") }).ToArray();
        Take(many);
        Take(many);
        desk.Now(230).Reductions.Length.ShouldBe(1_000);
        var refused = desk.Waiting().Where(report => report.State == GridCommandState.Refused).ToList();
        refused.Select(report => report.Code).ShouldBe(["too-many", "too-many"]);
        Entries("grid-command.accepted").ShouldHaveSingleItem().ShouldStartWith("1000 commands of the grid operator: from ");
        Entries("grid-command.refused").ShouldHaveSingleItem().ShouldStartWith("2 commands of the grid operator: refused (too-many): ");
    }

    [Fact]
    public void The_control_loop_waits_for_no_journal()
    {
        Take([.. Enumerable.Range(1, 9).Select(number => Command(number, 0, 600))]);
        desk.MarkInForce(desk.Now(230).Commands);
        Entries("grid-command.in-force").ShouldBeEmpty();
        desk.Save();
        Entries("grid-command.in-force").ShouldHaveSingleItem().ShouldStartWith("9 commands of the grid operator: in force. ");
    }

    [Fact]
    public void What_the_disk_did_not_take_is_written_with_the_next()
    {
        Take(Command(1, 0, 60));
        Cycle();
        device.Advance(TimeSpan.FromSeconds(60));
        database.Use(connection => connection.Execute("pragma query_only = 1"));
        Should.Throw<SqliteException>(() => Cycle());
        database.Use(connection => connection.Execute("pragma query_only = 0"));
        Restart(TimeSpan.Zero, isHeard: true);
        desk.Waiting().ShouldHaveSingleItem().State.ShouldBe(GridCommandState.Ended);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_clock_that_jumps_ends_no_command_and_begins_none(int days)
    {
        Take(Command(1, 0, 600), Command(2, 3_600, 7_200));
        Cycle().Length.ShouldBe(1);
        shown.Step = TimeSpan.FromDays(days);
        Cycle().Length.ShouldBe(1);
        Told().ShouldBe([GridCommandState.InForce, GridCommandState.Accepted], ignoreOrder: true);
        device.Advance(TimeSpan.FromSeconds(601));
        Cycle().ShouldBeEmpty();
    }

    [Fact]
    public void One_that_is_gone_and_there_again_before_it_ended_goes_on()
    {
        Take(Command(1, from: 60, until: 600));
        Take();
        Take(Command(1, from: 60, until: 600));
        device.Advance(TimeSpan.FromSeconds(60));
        Cycle().Length.ShouldBe(1);
    }

    [Fact]
    public void One_that_is_taken_back_returns_within_its_time_also_over_a_restart()
    {
        var command = Command(1, from: 0, until: 600) with { ReturnWithinS = 300 };
        Take(command);
        Cycle();
        device.Advance(TimeSpan.FromSeconds(30));
        Take(command with { CancelledAt = Start.AddSeconds(30) });
        Restart(TimeSpan.Zero, isHeard: true);

        Cycle().Length.ShouldBe(1, "its turn to return has not come");
        device.Advance(TimeSpan.FromSeconds(300));
        Cycle().ShouldBeEmpty();
    }

    [Fact]
    public void All_that_hold_reach_load_control_which_takes_the_lowest()
    {
        Take(Command(1, 0, 60), Command(2, 0, 60) with { LimitA = null, LimitW = 2_530 }, Command(3, 0, 60) with { LimitA = null, LimitPercent = 0 });
        Cycle(highestV: null).Select(reduction => reduction.Limit).ShouldBe(
            [ReductionLimit.Amperes(8), ReductionLimit.Watts(2_300), ReductionLimit.Off], ignoreOrder: true);
    }

    [Theory]
    [InlineData("unknown-scope")]
    [InlineData("limit")]
    [InlineData("until")]
    [InlineData("out-of-range")]
    [InlineData("unknown-circuit")]
    [InlineData("unknown-station")]
    public void What_is_not_clear_is_refused_with_its_reason_and_holds_nothing(string code)
    {
        foreach (var command in Unclear(code))
        {
            Take(command);
            var report = desk.Waiting().ShouldHaveSingleItem();
            (report.State, report.Code).ShouldBe((GridCommandState.Refused, code));
            report.Message!.ShouldEndWith(".");
            Cycle().ShouldBeEmpty();
            desk.Forget();
        }
    }

    [Fact]
    public void Another_organisations_commands_hold_no_longer()
    {
        Take(Command(1, 0, 600));
        desk.Forget();
        Cycle().ShouldBeEmpty();
        Restart(TimeSpan.Zero, isHeard: true);
        Cycle().ShouldBeEmpty();
    }

    private static IEnumerable<GridCommand> Unclear(string code)
    {
        var good = Command(1, 0, 600);
        return code switch
        {
            "unknown-scope" => [good with { Scope = "heat-pumps" }],
            "limit" =>
            [
                good with { LimitA = null }, good with { LimitW = 1 }, good with { LimitA = -1 }, good with { LimitA = double.NaN }, good with { LimitA = null, LimitW = double.PositiveInfinity },
                good with { LimitA = null, LimitPercent = 101 },
            ],
            "until" => [good with { Until = good.From }],
            "out-of-range" => [good with { RampS = -1 }, good with { RampS = double.NaN }, good with { ReturnWithinS = 3_601 }],
            "unknown-station" => [good with { StationId = Guid.Parse("01900000-0000-7000-8000-0000000000ff") }],
            _ => [good with { CircuitId = Guid.Parse("01900000-0000-7000-8000-0000000000ff") }],
        };
    }

    private static GridCommand Command(int number, int from, int until) => new(
        Guid.Parse($"01900000-0000-7000-8000-0000000000f{number}"), GridCommandScope.Charging, Start.AddSeconds(from), Start.AddSeconds(until), LimitA: 8);

    private void Take(params GridCommand[] commands) => desk.Take(new(commands));

    private LoadReduction[] Cycle(double? highestV = 230)
    {
        var hold = desk.Now(highestV);
        desk.MarkInForce(hold.Commands);
        desk.Save();
        return hold.Reductions;
    }

    private IReadOnlyList<string> Told()
    {
        var waiting = desk.Waiting();
        desk.MarkReported(waiting);
        return [.. waiting.Select(report => report.State)];
    }

    /// <param name="away">How much later the device's clock is when it comes back.</param>
    private void Restart(TimeSpan away, bool isHeard)
    {
        desk.Save();
        database.Dispose();
        device = new FakeTimeProvider(device.GetUtcNow() + away);
        database = new EdgeDatabase(folder.Path);
        Open(isHeard);
    }

    private IEnumerable<string> Entries(string what) =>
        new Journal(database, clock, NullLogger<Journal>.Instance).Read(null, 100).Where(entry => entry.What == what).Select(entry => entry.Detail);

    private void Open(bool isHeard)
    {
        shown = new SteppingClock(device);
        clock = isHeard ? GridBench.Heard(shown) : new SiteClock(shown);
        var site = commission(TestSite.Create(folder.Path, 1, 2, 3));
        var topology = SiteModels.Topology(site).Topology!;
        var documents = new Documents(database);
        desk = new GridCommandDesk(
            topology, documents, new DesiredLimits(site, topology, documents, clock), new GridNews(), new Journal(database, clock, NullLogger<Journal>.Instance), clock);
    }
}
