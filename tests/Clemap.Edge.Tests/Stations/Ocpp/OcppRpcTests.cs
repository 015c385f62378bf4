using System.Diagnostics;
using System.Text.Json.Nodes;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>The edge against a station on a library that others wrote, which holds every message of both ends against the published schemas.</summary>
public sealed class OcppRpcTests() : OcppBench(TimeProvider.System.GetUtcNow())
{
    private const string Password = "a long password";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Stations/Ocpp/ocpp-rpc"));

    internal override EdgeConfiguration Commission(EdgeConfiguration site) =>
        site with { Ocpp = site.Ocpp! with { ChargePoints = [new ChargePointConfiguration(Identity, Password)] } };

    [Fact]
    public async Task Both_read_the_standard_the_same_way()
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules", "ocpp-rpc")), $"needs Node.js and 'npm ci' in {Folder}, which ./test does");
        using var station = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(Folder, "station.js"), $"ws://127.0.0.1:{Port}/ocpp", Identity, Password])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = new List<(string Name, JsonNode? Value)>();
        try
        {
            while (await station.StandardOutput.ReadLineAsync(Cancellation) is { } line && line != "done")
            {
                var pair = JsonNode.Parse(line)!.AsArray();
                said.Add(((string)pair[0]!, pair[1]));
                if (said[^1].Name == "charging")
                    await OrderAsync();
            }
            (await station.StandardError.ReadToEndAsync(Cancellation)).ShouldBeEmpty();
            await station.WaitForExitAsync(Cancellation);
        }
        finally
        {
            station.Kill();
        }

        said.ShouldNotContain(entry => entry.Name == "violation");
        JsonNode Said(string name) => said.Last(entry => entry.Name == name).Value!;
        ((string?)Said("BootNotification")["status"]).ShouldBe("Accepted");
        ((string?)Said("Authorize")["idTagInfo"]!["status"]).ShouldBe("Accepted");
        ((bool)Said("same")!).ShouldBeTrue();
        var order = Said("SetChargingProfile")["csChargingProfiles"]!;
        ((int)order["stackLevel"]!, (double)order["chargingSchedule"]!["chargingSchedulePeriod"]![0]!["limit"]!).ShouldBe((4, 12.3));
        said.Count(entry => entry.Name == "SetChargingProfile").ShouldBe(2);
        said.ShouldContain(entry => entry.Name == "StopTransaction");
    }

    private async Task OrderAsync()
    {
        await CloudLink.Patience.UntilAsync(() => Device.IsReady, "the station is ready");
        (await CycleAsync(12.34)).ShouldBeTrue();
        var sample = Sources[0].Latest!.Value.Sample;
        (sample.State, sample.CurrentA.L2, sample.ImportWh, sample.Card).ShouldBe((StationState.Charging, 10.4, 1250, "04A1B2C3"));
        sample.ActiveW.Sum!.Value.ShouldBe(7200, 0.001);
    }
}
