using System.Diagnostics;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations.Clouds;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.Edge.Tests.Stations.Ocpp;

namespace Clemap.Edge.Tests.Stations.Clouds;

/// <summary>The whole control cycle with one station of a cloud and one on the wire.</summary>
[Collection(nameof(Alone))]
public sealed class HungCloudTests
{
    [Fact]
    public async Task A_cloud_that_hangs_from_the_start_costs_the_others_nothing_and_its_station_is_reckoned_with_its_maximum()
    {
        await using var bench = await CloudBench.StartAsync("easee-cloud", "easee", 6);
        bench.Hang();
        await using var garage = new Garage(1, configuration => WithCloud(configuration, bench));

        await garage.CycleAsync(2);
        var watch = Stopwatch.StartNew();
        await garage.CycleAsync(4);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        garage.Order(1).ShouldBeInRange(10, 19); // 40 A of the fuse, 5 A of the house, 16 A that the silent one may take
        garage.Site.Stations.Single(station => station.Name == "C1").Latest.ShouldBeNull();
    }

    [Fact]
    public async Task A_cloud_that_hangs_at_an_order_is_waited_for_once_and_frees_nothing()
    {
        await using var bench = await CloudBench.StartAsync("easee-cloud", "easee", 6);
        bench.Change = (path, node) =>
        {
            if (path.EndsWith("/state", StringComparison.Ordinal))
                (node["latestPulse"], node["chargerOpMode"]) = (null, 6);
        };
        await using var garage = new Garage(1, configuration => WithCloud(configuration, bench));
        var station = garage.Site.Stations.Single(one => one.Name == "C1");
        for (int i = 0; i < 100 && bench.Count("POST", "/api/sites") == 0; i++)
        {
            await garage.CycleAsync();
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        bench.Count("POST", "/api/sites").ShouldBeGreaterThan(0, station.Problem);
        bench.Instead = async context =>
        {
            if (context.Request.Method != "POST")
                return false;
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };

        double? beforeA = station.ConfirmedA;
        var hanging = station.OrderAsync(0, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        hanging.IsCompleted.ShouldBeFalse();
        (await station.OrderAsync(0, TestContext.Current.CancellationToken)).ShouldBeFalse();
        await garage.CycleAsync(); // finds the poll behind the order
        var watch = Stopwatch.StartNew();
        await garage.CycleAsync(4);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        station.ConfirmedA.ShouldBe(beforeA);
        garage.Order(1).ShouldBeGreaterThan(0);
    }

    private static EdgeConfiguration WithCloud(EdgeConfiguration configuration, CloudBench bench)
    {
        new CloudSecrets(configuration.DataDir).Write("garage", "simulated");
        return configuration with
        {
            CloudAccounts = [new CloudAccountConfiguration("garage", "easee", "demo@example.com") { Address = bench.Address.ToString() }],
            Stations =
            [
                .. configuration.Stations,
                configuration.Stations[0] with
                {
                    Id = TestSite.Station(9), Name = "C1", Model = "easee-cloud", Host = "", Port = null, Unit = null, MaximumA = 16, Cloud = new("garage", "EH100000"),
                },
            ],
        };
    }
}
