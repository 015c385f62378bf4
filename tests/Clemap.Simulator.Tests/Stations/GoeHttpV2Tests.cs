using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clemap.Simulator.Tests.Stations;

public sealed class GoeHttpV2Tests
{
    [Fact]
    public async Task Status_shows_the_chosen_keys_of_a_charging_car()
    {
        await using var bench = await Bench.StartAsync("goe-http-v2");
        bench.After(20);
        using var http = Client(bench);
        var status = await GetAsync(http, "/api/status?filter=car,amp,nrg,eto,wh,trx");
        status.Select(pair => pair.Key).ShouldBe(["car", "amp", "nrg", "eto", "wh", "trx"]);
        status["car"]!.GetValue<int>().ShouldBe(2);
        status["eto"]!.GetValue<long>().ShouldBe(bench.Point.Energy.ImportWh);
        var nrg = status["nrg"]!.AsArray().Select(value => value!.GetValue<double>()).ToArray();
        nrg.Length.ShouldBe(16);
        nrg[0].ShouldBe(bench.Point.VoltageV[0], 0.01);
        nrg[4].ShouldBe(bench.Point.CurrentA[0], 0.01);
        nrg[7].ShouldBe(bench.Point.PowerW[0], 0.01);
        nrg[11].ShouldBe(bench.Point.PowerW.Sum, 0.01);
    }

    [Fact]
    public async Task Amp_is_followed_after_five_seconds_and_force_off_pauses()
    {
        await using var bench = await Bench.StartAsync("goe-http-v2");
        bench.After(20);
        using var http = Client(bench);
        (await GetAsync(http, "/api/set?amp=14&frc=2")).ToJsonString().ShouldBe("""{"amp":true,"frc":true}""");
        bench.After(5);
        bench.Point.CurrentA[0].ShouldBeInRange(5.5, 6);
        bench.After(1);
        bench.Point.CurrentA[0].ShouldBeInRange(13.4, 14);
        await GetAsync(http, "/api/set?frc=1");
        bench.After(6);
        bench.Point.CurrentA.Sum.ShouldBe(0);
        (await GetAsync(http, "/api/status?filter=car,alw")).ToJsonString().ShouldBe("""{"car":3,"alw":false}""");
    }

    [Fact]
    public async Task The_last_value_stays_however_long_nobody_asks()
    {
        await using var bench = await Bench.StartAsync("goe-http-v2");
        using var http = Client(bench);
        await GetAsync(http, "/api/set?amp=13");
        bench.After(900);
        bench.Point.OfferedA.ShouldBe(13);
    }

    [Theory]
    [InlineData("amp=5", "out of range")]
    [InlineData("amp=abc", "parsing json failed")]
    [InlineData("xyz=1", "unknown key xyz")]
    public async Task What_cannot_be_set_is_answered_with_a_text(string query, string text)
    {
        await using var bench = await Bench.StartAsync("goe-http-v2");
        using var http = Client(bench);
        (await GetAsync(http, "/api/set?" + query)).Single().Value!.GetValue<string>().ShouldBe(text);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(6);
    }

    private static HttpClient Client(Bench bench) => new() { BaseAddress = new Uri($"http://127.0.0.1:{bench.Port}") };

    private static async Task<JsonObject> GetAsync(HttpClient http, string path) =>
        JsonSerializer.Deserialize<JsonObject>(await http.GetStringAsync(path, TestContext.Current.CancellationToken))!;
}
