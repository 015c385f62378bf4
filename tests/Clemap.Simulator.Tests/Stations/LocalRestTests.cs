using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Simulator.Clouds;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Tests.Clouds;

namespace Clemap.Simulator.Tests.Stations;

public sealed class LocalRestTests
{
    [Fact]
    public async Task Hardy_barth_follows_in_manual_mode_while_its_heart_beats()
    {
        await using var bench = await StartAsync("hardy-barth-salia");
        bench.After(20);
        using var client = new CloudClient(bench.Port);
        var port = (await client.GetAsync("/api")).Body!["secc"]!["port0"]!;
        port["ci"]!["charge"]!["cp"]!["status"]!.GetValue<string>().ShouldBe("C");
        double.Parse(port["metering"]!["power"]!["active_total"]!["actual"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(bench.Point.PowerW.Sum * 10, 0.1);
        await client.PutAsync("/api/secc", """{"grid_current_limit":"12"}""");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7, "its own mode is on");
        (await client.PutAsync("/api/secc", """{"salia/chargemode":"manual"}""")).Text("result").ShouldBe("ok");
        bench.After(60);
        bench.Point.OfferedA.ShouldBe(12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7, "no heartbeat");
        await client.PutAsync("/api/secc", """{"salia/chargemode":"manual","salia/pausecharging":"1"}""");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        (await client.PutAsync("/api/secc", """{"grid_current_limit":"5"}""")).Text("result").ShouldBe("error");
    }

    [Fact]
    public async Task Tesla_tells_and_takes_nothing()
    {
        await using var bench = await StartAsync("tesla-twc3");
        bench.After(20);
        using var client = new CloudClient(bench.Port);
        var vitals = await client.GetAsync("/api/1/vitals");
        vitals.Body!["contactor_closed"]!.GetValue<bool>().ShouldBeTrue();
        vitals.Number("currentA_a").ShouldBe(bench.Point.CurrentA[0], 0.06);
        (await client.GetAsync("/api/1/lifetime")).Number("energy_wh").ShouldBe(bench.Point.Energy.ImportWh);
        (await client.PostAsync("/api/1/vitals")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Peblar_speaks_rest_where_the_configuration_says_so()
    {
        await using var bench = await Bench.StartAsync(Bench.Station("peblar") with { Transport = Transport.Http, FallbackA = 7 });
        bench.After(20);
        using var client = new CloudClient(bench.Port);
        (await client.GetAsync("/api/wlac/v1/meter")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        client.Authorization = CloudAccount.Key;
        (await client.GetAsync("/api/wlac/v1/meter")).Number("CurrentPhase1").ShouldBe(bench.Point.CurrentA[0] * 1000, 1);
        (await client.GetAsync("/api/wlac/v1/evinterface")).Text("CpState").ShouldBe("State C");
        await client.PatchAsync("/api/wlac/v1/evinterface", """{"ChargeCurrentLimit":12000,"Force1Phase":true}""");
        bench.After(1);
        (bench.Point.OfferedA, bench.Point.ActivePhases).ShouldBe((12, 1));
    }

    [Fact]
    public async Task Keba_answers_reports_and_commands_by_udp()
    {
        await using var bench = await StartAsync("keba-udp");
        bench.After(20);
        using var client = new UdpClient("127.0.0.1", bench.Port);
        var measured = JsonNode.Parse(await AskAsync(client, "report 3"))!;
        measured["I1"]!.GetValue<int>().ShouldBe((int)(bench.Point.CurrentA[0] * 1000));
        measured["E total"]!.GetValue<long>().ShouldBe((long)(bench.Point.Energy.ImportExactWh * 10));
        JsonNode.Parse(await AskAsync(client, "report 2"))!["State"]!.GetValue<int>().ShouldBe(3);
        (await AskAsync(client, "failsafe 20 8000 0")).ShouldStartWith("TCH-OK");
        (await AskAsync(client, "curr 12000")).ShouldStartWith("TCH-OK");
        (await AskAsync(client, "curr 5000")).ShouldStartWith("TCH-ERR");
        bench.After(20);
        bench.Point.OfferedA.ShouldBe(12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(8);
        await AskAsync(client, "ena 0");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
    }

    private static Task<Bench> StartAsync(string model) => Bench.StartAsync(Bench.Station(model) with { FallbackA = 7 });

    private static async Task<string> AskAsync(UdpClient client, string text)
    {
        await client.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString((await client.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer);
    }
}
