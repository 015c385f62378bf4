using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Another program has the port when a whole controller starts.</summary>
public sealed class DoorwayTests : IDisposable
{
    private readonly TcpListener other = new(IPAddress.Loopback, 0);

    public DoorwayTests() => other.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)other.LocalEndpoint).Port;

    [Fact]
    public Task A_taken_port_of_OCPP_holds_up_nothing_and_opens_when_it_is_free() => HoldsUpNothingAsync(
        Alarms.OcppClosed,
        site => site with { Ocpp = new OcppConfiguration { Address = "127.0.0.1", Port = Port } },
        async port =>
        {
            using var client = new HttpClient();
            return (await client.GetAsync($"http://127.0.0.1:{port}/ocpp/NOBODY", Cancellation)).StatusCode == HttpStatusCode.NotFound;
        });

    [Fact]
    public Task A_taken_Modbus_port_holds_up_nothing_and_opens_when_it_is_free() => HoldsUpNothingAsync(
        Alarms.BuildingModbusClosed,
        site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = Port } },
        async port =>
        {
            await using var connections = new ModbusConnections(TimeProvider.System, new ModbusTiming());
            return (await connections.Unit("127.0.0.1", port, 1).ReadHoldingAsync(19000, 2, Cancellation)).Float32(19000) == 230;
        });

    [Fact]
    public Task A_taken_REST_port_holds_up_nothing_and_opens_when_it_is_free() => HoldsUpNothingAsync(
        Alarms.BuildingRestClosed,
        site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", RestPort = Port, User = "building", Password = "vier blaue Leitern" } },
        async port =>
        {
            using var any = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
            using var client = new HttpClient(any);
            return (await client.GetAsync($"https://127.0.0.1:{port}/v1/settings", Cancellation)).StatusCode == HttpStatusCode.Unauthorized;
        });

    [Fact]
    public async Task A_taken_port_of_the_dashboard_holds_up_nothing_and_opens_when_it_is_free()
    {
        int port = Port;
        await using var box = await Box.StartAsync(1, https: port);

        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 0), "an order");
        ShouldTell(await AlarmsAsync(box), Alarms.DashboardClosed, port);

        other.Stop();
        await Box.UntilAsync(async () => (await AlarmsAsync(box)).Count == 0, "the end of the alarm");
        var elena = await box.FirstAsync();
        (await elena.GetAsync("/api/live", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_taken_port_of_the_loopback_holds_up_nothing_and_opens_when_it_is_free()
    {
        int port = Port;
        await using var box = await Box.StartAsync(1, local: port);

        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 0), "an order");
        var elena = await box.FirstAsync();
        ShouldTell((await elena.GetFromJsonAsync<JsonObject>("/health", Cancellation))!["alarms"]!.AsArray(), Alarms.LocalClosed, port);

        other.Stop();
        await Box.UntilAsync(async () => (await AlarmsAsync(box)).Count == 0, "the end of the alarm");
    }

    [Fact]
    public async Task Whoever_changes_the_configuration_while_the_port_is_taken_loses_nothing()
    {
        await using var box = await Box.StartAsync(1, local: Port);
        var elena = await box.FirstAsync();
        var stands = await elena.GetAsync("/api/configuration", Cancellation);
        string changed = (await stands.Content.ReadAsStringAsync(Cancellation)).Replace("\"baseLoadA\": 10", "\"baseLoadA\": 11", StringComparison.Ordinal);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration") { Content = new StringContent(changed) };
        put.Headers.TryAddWithoutValidation("If-Match", stands.Headers.ETag!.ToString());

        (await elena.SendAsync(put, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await Box.UntilAsync(async () =>
        {
            await Task.Delay(500, Cancellation);
            return (await elena.GetAsync("/api/live", Cancellation)).StatusCode == HttpStatusCode.OK;
        }, "the controller with the change");
        (await File.ReadAllTextAsync(box.File, Cancellation)).ShouldContain("\"baseLoadA\": 11");
        File.Exists(box.File + ".failed").ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_that_is_not_there_holds_up_nothing()
    {
        // Reserved for examples (RFC 5737): no card has it.
        await using var box = await Box.StartAsync(1, site => site with { Building = new BuildingConfiguration { Address = "192.0.2.1", ModbusPort = 5020 } });

        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 0), "an order");
        (await AlarmsAsync(box)).ShouldHaveSingleItem()!["values"]!.AsArray().Select(value => value!.GetValue<string>()).ShouldBe(["5020", "192.0.2.1"]);
    }

    public void Dispose() => other.Dispose();

    private async Task HoldsUpNothingAsync(string alarm, Func<EdgeConfiguration, EdgeConfiguration> commission, Func<int, Task<bool>> answers)
    {
        int port = Port;
        await using var box = await Box.StartAsync(1, commission);

        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 0), "an order");
        ShouldTell(await AlarmsAsync(box), alarm, port);

        other.Stop();
        await Box.UntilAsync(async () => (await AlarmsAsync(box)).Count == 0, "the end of the alarm");
        (await answers(port)).ShouldBeTrue();
    }

    private static void ShouldTell(JsonArray alarms, string alarm, int port)
    {
        var told = alarms.ShouldHaveSingleItem()!;
        told["code"]!.GetValue<string>().ShouldBe(alarm);
        told["values"]![0]!.GetValue<string>().ShouldBe($"{port}");
        foreach (string language in (string[])["de", "fr", "it", "en"])
            JsonNode.Parse(DashboardFiles.Read($"app/texts/{language}.json"))![$"alarm.{alarm}"]!.GetValue<string>().ShouldContain("{0}");
    }

    private static async Task<JsonArray> AlarmsAsync(Box box)
    {
        using var client = new HttpClient { BaseAddress = box.Loopback };
        return (await client.GetFromJsonAsync<JsonObject>("/health", Cancellation))!["alarms"]!.AsArray();
    }
}
