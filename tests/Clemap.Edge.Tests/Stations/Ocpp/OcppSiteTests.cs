using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.CloudLink;
using Clemap.Edge.Tests.Modbus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>The whole edge, with a meter, a station that speaks OCPP and its back end.</summary>
public sealed class OcppSiteTests
{
    [Fact]
    public async Task The_control_loop_orders_by_profile_and_keeps_under_what_the_back_end_allows()
    {
        using var folder = new TemporaryFolder();
        await using var meter = new RegisterServer();
        SetMeter(meter);
        await using var backend = await TestBackend.StartAsync(TimeProvider.System);
        var configuration = TestSite.Create(folder.Path, meter.Port) with
        {
            Ocpp = new OcppConfiguration
            {
                Port = 0,
                Address = "127.0.0.1",
                ChargePoints = [new ChargePointConfiguration(OcppBench.Identity, null, new ForwardConfiguration(backend.Address))],
            },
            Stations = [OcppBench.Part(1)],
        };
        await using var edge = EdgeHost.Build(configuration, TimeProvider.System);
        await edge.StartAsync(TestContext.Current.CancellationToken);
        var port = edge.Services.GetServices<IHostedService>().OfType<OcppServer>().Single().Port;
        await using var station = new TestChargePoint(port, OcppBench.Identity, TimeProvider.System);
        await station.ConnectAsync();
        await station.BootAsync();
        await station.StatusAsync("Preparing");
        await station.StartAsync();

        await Patience.UntilAsync(() => station.Limit() == 16, "the station gets all it can take", seconds: 40);
        await Patience.UntilAsync(() => backend.Peer is not null && backend.HeardOf("BootNotification").Length > 0, "the back end is there");
        await backend.Peer!.ResultAsync("SetChargingProfile", new JsonObject
        {
            ["connectorId"] = 1,
            ["csChargingProfiles"] = JsonNode.Parse(
                """{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"startSchedule":"2026-01-01T00:00:00Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}}"""),
        }.ToJsonString());
        await Patience.UntilAsync(() => station.Limit() == 8, "the limit of the back end is kept");

        // The order is on the wire before the cycle that gave it is shown.
        var live = edge.Services.GetRequiredService<LiveState>();
        await Patience.UntilAsync(() => live.Latest!.Stations[0].Reasons.Contains("station-limit"), "the limit of the back end is told");
        live.Latest!.Stations[0].Problem.ShouldBeNull();
        await edge.StopAsync(TestContext.Current.CancellationToken);
    }

    private static void SetMeter(RegisterServer meter)
    {
        for (ushort address = 19000; address < 19078; address += 2)
            meter.SetFloat(address, 0);
        foreach (ushort address in (ushort[])[19012, 19014, 19016])
            meter.SetFloat(address, 5);
        foreach (ushort address in (ushort[])[19000, 19002, 19004])
            meter.SetFloat(address, 230);
        foreach (ushort address in (ushort[])[19020, 19022, 19024])
            meter.SetFloat(address, 1);
    }
}
