using System.Net;
using Clemap.Simulator.Clouds;

namespace Clemap.Simulator.Tests.Clouds;

public sealed class EaseeCloudTests
{
    private const string Charger = "/api/chargers/EH100000";
    private const string Circuit = "/api/sites/7000/circuits/8000/dynamicCurrent";

    [Fact]
    public async Task A_charging_car_is_seen_after_the_login()
    {
        await using var bench = await StartAsync();
        bench.After(20);
        using var client = await SignedInAsync(bench);
        (await client.GetAsync("/api/chargers")).Body![0]!["id"]!.GetValue<string>().ShouldBe("EH100000");
        (await client.GetAsync(Charger + "/site")).Body!["circuits"]![0]!["id"]!.GetValue<int>().ShouldBe(8000);
        var state = await client.GetAsync(Charger + "/state");
        state.Number("chargerOpMode").ShouldBe(3);
        state.Number("totalPower").ShouldBe(bench.Point.PowerW.Sum / 1000, 0.001);
        state.Number("inCurrentT4").ShouldBe(bench.Point.CurrentA[1], 0.01);
    }

    [Fact]
    public async Task A_current_of_the_circuit_lives_its_minutes_and_is_rounded_down()
    {
        await using var bench = await StartAsync();
        using var client = await SignedInAsync(bench);
        (await client.PostAsync(Circuit, """{"phase1":12.9,"phase2":12.9,"phase3":12.9,"timeToLive":3}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        bench.After(179);
        bench.Point.OfferedA.ShouldBe(12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7, "the current for stations without a connection");
    }

    [Fact]
    public async Task The_offline_current_of_the_circuit_can_be_set_and_is_shown()
    {
        await using var bench = await StartAsync();
        using var client = await SignedInAsync(bench);
        const string settings = "/api/sites/7000/circuits/8000/settings";
        (await client.PostAsync(settings, """{"offlineMaxCircuitCurrentP1":9}""")).Status.ShouldBe(HttpStatusCode.BadRequest, "all three together");
        (await client.PostAsync(settings, """{"offlineMaxCircuitCurrentP1":9,"offlineMaxCircuitCurrentP2":9,"offlineMaxCircuitCurrentP3":9}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await client.GetAsync(Charger + "/state")).Number("offlineMaxCircuitCurrentP2").ShouldBe(9);
        await client.PostAsync(Circuit, """{"phase1":12,"phase2":12,"phase3":12,"timeToLive":1}""");
        bench.After(61);
        bench.Point.OfferedA.ShouldBe(9);
    }

    [Fact]
    public async Task The_same_value_again_changes_nothing_and_a_pause_pauses()
    {
        await using var bench = await StartAsync();
        using var client = await SignedInAsync(bench);
        const string setting = """{"dynamicChargerCurrent":10}""";
        (await client.PostAsync(Charger + "/settings", setting)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await client.PostAsync(Charger + "/settings", setting)).Status.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync(Charger + "/commands/pause_charging")).Status.ShouldBe(HttpStatusCode.Accepted);
        bench.After(7);
        (await client.GetAsync(Charger + "/state")).Number("chargerOpMode").ShouldBe(2);
        bench.Point.OfferedA.ShouldBe(0);
        await client.PostAsync(Charger + "/commands/resume_charging");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7);
    }

    [Fact]
    public async Task A_phase_without_current_blocks_all_three()
    {
        await using var bench = await StartAsync();
        using var client = await SignedInAsync(bench);
        await client.PostAsync(Circuit, """{"phase1":16,"phase2":0,"phase3":16,"timeToLive":0}""");
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(0);
        (await client.PostAsync(Circuit, """{"phase1":16}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_token_expires_and_is_refreshed_once()
    {
        await using var bench = await StartAsync();
        using var client = new CloudClient(bench.Port);
        (await client.GetAsync("/api/chargers")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsync("/api/accounts/login", """{"userName":"x","password":"y"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var tokens = await LoginAsync(client);
        client.Authorization = "Bearer " + tokens.Text("accessToken");
        tokens.Number("expiresIn").ShouldBe(3600);
        bench.After(3599);
        (await client.GetAsync("/api/chargers")).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(1);
        (await client.GetAsync("/api/chargers")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var refresh = $$"""{"refreshToken":"{{tokens.Text("refreshToken")}}"}""";
        client.Authorization = "Bearer " + (await client.PostAsync("/api/accounts/refresh_token", refresh)).Text("accessToken");
        (await client.GetAsync("/api/chargers")).Status.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/api/accounts/refresh_token", refresh)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Too_many_requests_are_told_how_long_to_wait()
    {
        await using var bench = await StartAsync();
        using var client = await SignedInAsync(bench);
        for (var i = 0; i < EaseeCloud.RequestsPerMinute; i++) (await client.GetAsync(Charger + "/config")).Status.ShouldBe(HttpStatusCode.OK);
        bench.After(20);
        var refused = await client.GetAsync(Charger + "/config");
        (refused.Status, refused.RetryAfter).ShouldBe((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(40)));
        bench.After(40);
        (await client.GetAsync(Charger + "/config")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<Bench> StartAsync() => Bench.StartAsync(Bench.Station("easee-cloud") with { FallbackA = 7 });

    private static Task<CloudAnswer> LoginAsync(CloudClient client) =>
        client.PostAsync("/api/accounts/login", $$"""{"userName":"{{CloudAccount.UserName}}","password":"{{CloudAccount.Password}}"}""");

    private static async Task<CloudClient> SignedInAsync(Bench bench)
    {
        var client = new CloudClient(bench.Port);
        client.Authorization = "Bearer " + (await LoginAsync(client)).Text("accessToken");
        return client;
    }
}
