using System.Text;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Ocpp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>What the load control sees of a station that speaks only when it likes, and what is kept for its back end.</summary>
public sealed class OcppWorldTests : OcppBench
{
    [Fact]
    public async Task The_load_control_sees_how_old_the_values_are_and_that_a_silent_station_is_silent()
    {
        var station = await ReadyAsync("Charging");
        await using var site = new Site(
            Configuration, new EnergyRegisters(new Dictionary<Guid, EnergyRegister>()), new HashSet<Guid>(), Clock, NullLogger.Instance, chargePoints: Devices);
        var limits = new DesiredLimits(Configuration, site.Topology, new Documents(Database), Clock);
        var world = new World(site, new BuildingControl(Configuration, new Documents(Database), limits.Changed, Clock), null, new SupplyWatch(TimeSpan.FromHours(1)));
        await station.CurrentAsync(10, 10, 10);
        Clock.Advance(TimeSpan.FromSeconds(7));
        await site.Stations[0].PollAsync(Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(2));

        var seen = world.See(limits.Wanted).Stations[0];
        (seen.Reachable, seen.Connected).ShouldBe((true, true));
        seen.MeasuredA.TryGet(TimeSpan.FromSeconds(8.9), out _).ShouldBeFalse();
        seen.MeasuredA.TryGet(TimeSpan.FromSeconds(9), out var currentA).ShouldBeTrue();
        currentA.L3A.ShouldBe(10);

        station.Peer.Cut();
        await CloudLink.Patience.UntilAsync(() => !Device.IsConnected, "the connection is gone");
        Clock.Advance(TimeSpan.FromSeconds(4));
        await site.Stations[0].PollAsync(Cancellation);
        world.See(limits.Wanted).Stations[0].Reachable.ShouldBeFalse();
    }

    [Fact]
    public void Of_what_waits_for_a_back_end_values_go_first()
    {
        var waiting = new WaitingStore(Database);
        Database.Write(connection =>
        {
            WaitingStore.Insert(connection, "CP-8", "StartTransaction", 1, OcppFrame.Empty);
            for (int i = 0; i < 5_001; i++)
                WaitingStore.Insert(connection, "CP-8", "MeterValues", 1, Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""));
        });

        var first = waiting.First("CP-8")!;
        first.Action.ShouldBe("StartTransaction");
        waiting.Done(first, 9001);
        Encoding.UTF8.GetString(waiting.First("CP-8")!.Body).ShouldBe("""{"n":2}""");
        waiting.First("CP-9").ShouldBeNull();
    }
}
