using System.Net;
using Clemap.Simulator.Clouds;
using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Tests.Clouds;

public sealed class OtherCloudTests
{
    private static readonly string Login =
        $"grant_type=password&username={Uri.EscapeDataString(CloudAccount.UserName)}&password={CloudAccount.Password}";

    [Fact]
    public async Task Zaptec_shows_observations_and_takes_a_current_every_quarter_of_an_hour()
    {
        await using var bench = await StartAsync("zaptec-cloud");
        bench.After(20);
        using var client = await ZaptecAsync(bench);
        var charger = (await client.GetAsync("/api/chargers")).Body!["Data"]![0]!;
        charger["OperatingMode"]!.GetValue<int>().ShouldBe(3);
        var state = (await client.GetAsync($"/api/chargers/{Ids.Station}/state")).Body!.AsArray()
            .ToDictionary(value => value!["StateId"]!.GetValue<int>(), value => value!["ValueAsString"]!.GetValue<string>());
        double.Parse(state[507], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(bench.Point.CurrentA[0], 0.001);
        state[710].ShouldBe("3");
        await client.PostAsync($"/api/chargers/{Ids.Station}/update", """{"offlineChargeCurrent":10}""");
        (await client.GetAsync($"/api/chargers/{Ids.Station}/state")).Body!.AsArray().Single(value => value!["StateId"]!.GetValue<int>() == 523)!["ValueAsString"]!
            .GetValue<string>().ShouldBe("10");

        var update = $"/api/installation/{charger["InstallationId"]!.GetValue<string>()}/update";
        (await client.PostAsync(update, """{"availableCurrent":12}""")).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(100);
        bench.Point.OfferedA.ShouldBe(12);
        var early = await client.PostAsync(update, """{"availableCurrent":10}""");
        (early.Status, early.RetryAfter).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(800)));
        bench.After(800);
        (await client.PostAsync(update, """{"availableCurrentPhase1":10}""")).Status.ShouldBe(HttpStatusCode.BadRequest, "all three together");
        const string phases = """{"availableCurrentPhase1":10,"availableCurrentPhase2":9,"availableCurrentPhase3":10}""";
        (await client.PostAsync(update, phases)).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(9);
    }

    [Fact]
    public async Task Zaptec_stops_resumes_and_says_what_was_not_paused()
    {
        await using var bench = await StartAsync("zaptec-cloud");
        using var client = await ZaptecAsync(bench);
        var command = $"/api/chargers/{Ids.Station}/sendCommand/";
        var notPaused = await client.PostAsync(command + "507");
        (notPaused.Status, notPaused.Number("Code")).ShouldBe((HttpStatusCode.InternalServerError, 528));
        await client.PostAsync(command + "506");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        (await client.PostAsync(command + "507")).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7);
        bench.After(3600);
        (await client.GetAsync("/api/chargers")).Status.ShouldBe(HttpStatusCode.Unauthorized, "the token has expired");
    }

    [Fact]
    public async Task Smart_me_takes_milliamperes_for_a_key()
    {
        await using var bench = await StartAsync("smartme-pico-rest");
        bench.After(20);
        using var client = new CloudClient(bench.Port);
        (await client.GetAsync("/api/pico")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        client.Authorization = "ApiKey " + CloudAccount.Key;
        var pico = (await client.GetAsync("/api/pico")).Body![0]!;
        var charging = await client.GetAsync($"/api/pico/charging/{pico["Id"]!.GetValue<string>()}");
        charging.Text("State").ShouldBe("Charging");
        charging.Number("ActiveChargingPower").ShouldBe(bench.Point.PowerW.Sum / 1000, 0.001);
        var current = $"/api/pico/loadmanagementgroup/current/{pico["Serial"]!.GetValue<int>()}?current=";
        (await client.PostAsync(current + "11500")).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(11.5);
        await client.PostAsync(current + "5000");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        (await client.PostAsync(current + "much")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Wallbox_signs_in_takes_whole_ampere_and_few_requests()
    {
        await using var bench = await StartAsync("wallbox-cloud");
        bench.After(20);
        using var client = new CloudClient(bench.Port) { Authorization = CloudAccount.Basic };
        (await client.GetAsync("/users/signin")).Status.ShouldBe(HttpStatusCode.Unauthorized, "the partner is missing");
        client.Authorization = "Bearer " + (await client.GetAsync("/users/signin", ("Partner", "wallbox"))).Text("jwt");
        var status = await client.GetAsync("/chargers/status/300000");
        (status.Number("status_id"), status.Number("charging_power")).ShouldBe((194, Math.Round(bench.Point.PowerW.Sum / 1000, 3)));
        (await client.PutAsync("/v2/charger/300000", """{"maxChargingCurrent":5}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await client.PutAsync("/v2/charger/300000", """{"maxChargingCurrent":13}""");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(13);
        await client.PostAsync("/v3/chargers/300000/remote-action", """{"action":2}""");
        bench.After(7);
        (await client.GetAsync("/chargers/status/300000")).Number("status_id").ShouldBe(182);
        for (var i = 0; i < WallboxCloud.RequestsPerMinute; i++) await client.GetAsync("/chargers/status/300000");
        (await client.GetAsync("/chargers/status/300000")).RetryAfter.ShouldNotBeNull();
        bench.After(3600);
        (await client.GetAsync("/chargers/status/300000")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Smart_me_meter_tells_its_units()
    {
        await using var bench = await SeveralBench.StartAsync(
            [], new MeterConfiguration(Ids.Grid, MeterKind.Grid, 1, "smartme-meter-rest", Transport.Http));
        await bench.AfterAsync(60);
        using var client = new CloudClient(bench.Live.Ports.Single(port => port.Who.Contains("smartme", StringComparison.Ordinal)).Port)
        {
            Authorization = "ApiKey " + CloudAccount.Key,
        };
        var device = await client.GetAsync($"/api/Devices/{Ids.Grid}");
        (device.Number("ActivePower"), device.Text("ActivePowerUnit")).ShouldBe((Math.Round(bench.Live.Site.Grid.PowerW.Sum / 1000, 3), "kW"));
        device.Text("ValueDate").ShouldBe("2026-03-10T20:01:00.000Z");
    }

    private static Task<Bench> StartAsync(string model) => Bench.StartAsync(Bench.Station(model) with { FallbackA = 7 });

    private static async Task<CloudClient> ZaptecAsync(Bench bench)
    {
        var client = new CloudClient(bench.Port);
        client.Authorization = "Bearer " + (await client.PostAsync("/oauth/token", Login)).Text("access_token");
        return client;
    }
}
