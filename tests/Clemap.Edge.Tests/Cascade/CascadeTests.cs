using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.LoadControl.Allocation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Cascade;

/// <summary>Two buildings with controllers of their own under a third, which has the fuse they share. Everything speaks over real sockets.</summary>
public sealed class CascadeTests : IAsyncLifetime
{
    private const double FuseA = 63;
    private const double OwnBaseA = 3;
    private const double ShareA = 22; // worst base load of 10 A, and two stations at 6 A

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
    private readonly Building north;
    private readonly Building south;
    private Garage master = null!;

    public CascadeTests() => (north, south) = (new Building(time), new Building(time));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await north.StartAsync();
        await south.StartAsync();
        master = Master(ShareA);
    }

    public async ValueTask DisposeAsync()
    {
        await master.DisposeAsync();
        await north.DisposeAsync();
        await south.DisposeAsync();
    }

    [Fact]
    public async Task Two_buildings_share_what_the_fuse_above_them_carries()
    {
        await RunAsync(30);

        north.LimitA!.Value.ShouldBe(south.LimitA!.Value, 0.5);
        north.LimitA!.Value.ShouldBeGreaterThan(ShareA);
        (north.TogetherA + south.TogetherA + OwnBaseA).ShouldBeInRange(FuseA * 0.85, FuseA);
        master.Live.Latest!.Stations.ShouldAllBe(member => member.Problem == null);
    }

    // What one does not need goes to the other, and comes back.
    [Fact]
    public async Task What_one_building_does_not_need_the_other_gets()
    {
        await RunAsync(20);
        south.Unplug();
        await RunAsync(150);

        south.TogetherA.ShouldBeLessThan(10);
        south.LimitA!.Value.ShouldBeGreaterThanOrEqualTo(ShareA);
        north.LimitA!.Value.ShouldBeGreaterThan(36);
        (north.TogetherA + south.LimitA!.Value + OwnBaseA).ShouldBeLessThanOrEqualTo(FuseA);
    }

    [Fact]
    public async Task A_building_that_loses_its_master_holds_its_share_after_two_minutes()
    {
        await RunAsync(30);
        north.TogetherA.ShouldBeGreaterThan(ShareA);

        north.Garage.Time.Advance(TimeSpan.FromSeconds(121));
        await north.Garage.CycleAsync();

        north.TogetherA.ShouldBeLessThanOrEqualTo(ShareA);
    }

    [Fact]
    public async Task What_a_silent_building_may_draw_is_kept_free_for_it()
    {
        await RunAsync(30);
        double keptA = north.LimitA!.Value;
        await north.StopAsync();

        await RunAsync(20);

        (keptA + south.TogetherA + OwnBaseA).ShouldBeLessThanOrEqualTo(FuseA);
        master.Live.Latest!.Stations.Single(member => member.Name == "A1").Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_writes_in_between_is_overruled_within_a_second()
    {
        await RunAsync(20);
        north.Garage.Building.Write(settings => settings with { Active = false, FallbackA = 40 });

        await master.CycleAsync(3);

        north.Garage.Building.Settings.Active.ShouldBeTrue();
        north.Garage.Building.Settings.FallbackA!.Value.ShouldBe(ShareA);
    }

    // With a share of less than what flows there without its controller nothing would be proven: it is booked at its maximum.
    [Fact]
    public async Task A_share_that_is_too_small_is_told_and_not_believed()
    {
        await using var wrong = Master(20);
        await wrong.CycleAsync(5);

        wrong.Live.Latest!.Stations[0].Problem.ShouldBe("Without its controller up to 22 A flow in the member's building; its share is 20 A.");
        wrong.Site.Stations[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task A_building_that_is_limited_by_others_than_its_master_still_obeys_the_lower_limit()
    {
        await RunAsync(20);
        north.Garage.Wish(1, 15);

        await RunAsync(5);

        north.TogetherA.ShouldBeLessThanOrEqualTo(15);
    }

    [Fact]
    public async Task A_member_has_no_sessions_and_no_rows_here()
    {
        await RunAsync(25);

        master.Recorder.SessionOf(TestSite.Station(1)).ShouldBeNull();
        master.Store.NextHistory(100).Concat(master.Store.NextLive(100)).ShouldNotContain(row => row.Source == TestSite.Station(1));
        SiteModels.ForCloud(master.Configuration).Stations.ShouldBeEmpty();
    }

    [Fact]
    public void Its_share_is_the_least_that_it_gets()
    {
        var station = master.Configuration.Stations[0];
        ConfigurationRules.Check(master.Configuration with { Stations = [station with { MinimumA = 6 }] })
            .ShouldContain(problem => problem.Field == "stations[0].minimumA" && problem.Rule.StartsWith("must be fallbackA"));
        ConfigurationRules.Check(master.Configuration).ShouldBeEmpty();
    }

    private Garage Master(double shareA) => new(0, site => site with
    {
        BaseLoadA = 5,
        Circuits = [site.Circuits[0] with { RatingA = FuseA }],
        Stations = [Member(1, north, shareA), Member(2, south, shareA)],
    }, time);

    private static StationConfiguration Member(int number, Building building, double shareA) => new()
    {
        Id = TestSite.Station(number),
        Name = $"A{number}",
        CircuitId = TestSite.Grid,
        Model = "clemap-edge",
        Host = "127.0.0.1",
        Port = building.Port,
        Phases = 3,
        Rotation = "123",
        MinimumA = shareA,
        MaximumA = 40,
        FallbackA = shareA,
    };

    /// <summary>A second for all three; the meter above shows what flows in both buildings.</summary>
    private async Task RunAsync(int cycles)
    {
        for (int i = 0; i < cycles; i++)
        {
            master.SetBase(OwnBaseA + north.TogetherA + south.TogetherA);
            await WhileTimePassesAsync(master.CycleAsync());
            await north.Garage.CycleAsync();
            await south.Garage.CycleAsync();
            foreach (var clock in (FakeTimeProvider[])[time, north.Garage.Time, south.Garage.Time])
                clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // A cycle that waits for a silent building ends when its patience does.
    private async Task WhileTimePassesAsync(Task cycle)
    {
        while (await Task.WhenAny(cycle, Task.Delay(200, Cancellation)) != cycle)
            time.Advance(TimeSpan.FromMilliseconds(700));
        await cycle;
    }

    private sealed class Building : IAsyncDisposable
    {
        private readonly BuildingModbusServer server;

        public Building(TimeProvider time)
        {
            Garage = new Garage(2, site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = 0 } }, time);
            server = new BuildingModbusServer(
                Garage.Configuration, new BuildingRegisters(Garage.Building, Garage.Site.GridSample, SiteModels.WorstAloneA(Garage.Configuration)),
                Garage.Alarms, TimeProvider.System, NullLogger<BuildingModbusServer>.Instance);
        }

        public Garage Garage { get; }

        public int Port => server.Port;

        public double? LimitA => Garage.Building.LimitA;

        public double TogetherA => Garage.BaseA + Garage.Order(1) + Garage.Order(2);

        public Task StartAsync() => server.StartAsync(Cancellation);

        public Task StopAsync() => server.StopAsync(CancellationToken.None);

        /// <summary>All cars drive away.</summary>
        public void Unplug()
        {
            foreach (var station in Garage.Stations)
            {
                station.Set(1000, 0);
                station.Set(5004, 0);
                foreach (ushort address in (ushort[])[1008, 1010, 1012])
                    station.Set(address, 0);
            }
            Garage.SetBase(Garage.BaseA);
        }

        public async ValueTask DisposeAsync()
        {
            await server.StopAsync(CancellationToken.None);
            server.Dispose();
            await Garage.DisposeAsync();
        }
    }
}
