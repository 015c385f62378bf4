namespace Clemap.Simulator.Tests.Stations.Generated;

public sealed class FailsafeTests
{
    private const double LimitA = 12;

    public static TheoryData<string> Watched => Of("lifeBit", "anyTraffic", "repeatedWrite", "cloudSetting", "timerKindUnknown");

    public static TheoryData<string> Trusting => Of("none", "unknown");

    /// <summary>Each falls back in the second after its time, and not before.</summary>
    [Theory, MemberData(nameof(Watched))]
    public async Task Silence_leads_to_the_fallback_after_the_time_of_the_model(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        await OrderAsync(bench);
        var timeoutS = TimeoutS(model);
        bench.After(timeoutS);
        bench.Point.OfferedA.ShouldBe(LimitA, 0.2);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(ModelBench.FallbackA, 0.2);
        await OrderAsync(bench);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(LimitA, 0.2, "back when the controller is");
    }

    [Theory, MemberData(nameof(Watched))]
    public async Task What_keeps_it_listening_is_what_its_class_says(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        await OrderAsync(bench);
        var half = TimeoutS(model) / 2 + 1;
        var readable = bench.Facts.Registers.FirstOrDefault(register => register.ReadFunction is not null);
        for (var i = 0; i < 4; i++)
        {
            bench.After(half);
            if (readable is not null) await bench.BytesAsync(readable);
            else await bench.AskAsync(3, 0, 1);
        }

        var reads = bench.Facts.FailsafeClass is "anyTraffic" or "cloudSetting";
        bench.Point.OfferedA.ShouldBe(reads ? LimitA : ModelBench.FallbackA, 0.2, "reading");

        for (var i = 0; i < 4; i++)
        {
            await bench.LimitAsync(LimitA);
            bench.After(half);
        }

        bench.Point.OfferedA.ShouldBe(bench.Facts.FailsafeClass == "lifeBit" ? ModelBench.FallbackA : LimitA, 0.2, "writing the limit");

        for (var i = 0; i < 4; i++)
        {
            await OrderAsync(bench);
            bench.After(half);
        }

        bench.Point.OfferedA.ShouldBe(LimitA, 0.2, "all that it asks for");
    }

    [Theory, MemberData(nameof(Trusting))]
    public async Task Without_a_watch_the_last_value_stays(string model)
    {
        await using var bench = await ModelBench.StartAsync(model);
        await OrderAsync(bench);
        bench.After(1800);
        bench.Point.OfferedA.ShouldBe(LimitA, 0.2);
    }

    [Fact]
    public async Task A_lost_connection_counts_where_the_maker_says_so()
    {
        await using var bench = await ModelBench.StartAsync("innogy-ebox");
        await OrderAsync(bench);
        bench.After(120);
        bench.Point.OfferedA.ShouldBe(LimitA);
        bench.Disconnect();
        await Until.TrueAsync(() =>
        {
            bench.After(1);
            return bench.Point.OfferedA == ModelBench.FallbackA;
        });
        await bench.ReconnectAsync();
        await OrderAsync(bench);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(LimitA);
    }

    [Theory]
    [InlineData("webasto-unite", "failsafeTimeout", 40, "failsafeCurrent", 10)]
    [InlineData("heidelberg-energy-control", "watchdogTimeout", 40_000, "failsafeCurrent", 100)]
    [InlineData("kathrein-kwb", "failsafeTimeout", 40, "failsafeCurrent", 10_000)]
    [InlineData("obo-ion", "failsafeTimeout", 40_000, "failsafeCurrent", 10)]
    [InlineData("siemens-versicharge-gen3", "failsafeTimeout", 40, "failsafeCurrent", 10)]
    public async Task Time_and_current_of_the_fallback_are_those_written(string model, string time, double timeRaw, string current, double currentRaw)
    {
        await using var bench = await ModelBench.StartAsync(model);
        await bench.WriteAsync(time, timeRaw);
        await bench.WriteAsync(current, currentRaw);
        (await bench.RawAsync(time), await bench.RawAsync(current)).ShouldBe((timeRaw, currentRaw));
        await OrderAsync(bench);
        bench.After(40);
        bench.Point.OfferedA.ShouldBe(LimitA);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(10);
    }

    [Fact]
    public async Task A_written_time_of_zero_switches_the_watch_off()
    {
        await using var bench = await ModelBench.StartAsync("heidelberg-energy-control");
        await bench.WriteAsync("watchdogTimeout", 0);
        await OrderAsync(bench);
        bench.After(3600);
        bench.Point.OfferedA.ShouldBe(LimitA);
    }

    [Fact]
    public async Task A_wrong_sign_of_life_is_none()
    {
        await using var bench = await ModelBench.StartAsync("mennekes-amtron-compact");
        await OrderAsync(bench);
        for (var i = 0; i < 3; i++)
        {
            await bench.WriteAsync("heartbeat", 1);
            bench.After(6);
        }

        bench.Point.OfferedA.ShouldBe(ModelBench.FallbackA);
    }

    private static async Task OrderAsync(ModelBench bench)
    {
        await bench.LiveAsync();
        await bench.LimitAsync(LimitA);
    }

    private static TheoryData<string> Of(params string[] classes) =>
        [.. Facts.ModbusStations.Select(row => row.Data).Where(model => classes.Contains(new Facts(model).FailsafeClass))];

    private static int TimeoutS(string model) => model switch
    {
        // A set point is valid for less than its time; the other takes its life bit down, and counts, in the second after.
        "alfen-ng9xx" => 59,
        "webasto-next" => 61,
        "keba-p30" or "keba-p40" => 30,
        "mennekes-amtron-compact" or "schneider-evlink-pro-ac" => 10,
        "webasto-unite" or "vestel-evc04" => 20,
        "heidelberg-energy-control" or "amperfied-connect" => 15,
        _ => 60,
    };
}

internal static class Until
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        condition().ShouldBeTrue();
    }
}
