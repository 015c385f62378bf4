using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.Modbus;
using Clemap.Edge.Tests.Modbus;

namespace Clemap.Edge.Tests.ControlLoop;

/// <summary>What is wrong with a station, as a code with values, on real sockets; and the sentences for it.</summary>
public sealed class DeviceProblemTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("it")]
    [InlineData("en")]
    public void Each_code_has_a_sentence_of_its_own_in_each_language_and_none_is_left_over(string language)
    {
        var codes = typeof(ProblemCodes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();
        var sentences = JsonSerializer.Deserialize<Dictionary<string, string>>(DashboardFiles.Read($"app/texts/{language}.json"))!
            .Where(text => text.Key.StartsWith("problem.", StringComparison.Ordinal)).ToDictionary();

        codes.Count.ShouldBeGreaterThan(30);
        sentences.Keys.ShouldBe(codes.Select(code => $"problem.{code}"), ignoreOrder: true);
        sentences.Values.Distinct().Count().ShouldBe(codes.Count);
        sentences.Values.ShouldAllBe(sentence => sentence.Length > 8);
    }

    [Fact]
    public async Task One_that_says_nothing_has_not_answered_at_its_address()
    {
        await using var garage = new Garage(1);
        garage.Stations[0].Hangs = true;

        var trouble = await PolledAsync(garage);

        trouble.Code.ShouldBe(ProblemCodes.NoAnswer);
        trouble.Values.ShouldBe([$"127.0.0.1:{garage.Stations[0].Port}"]);
        trouble.Text.ShouldBe(garage.Site.Stations[0].Problem);
    }

    [Fact]
    public async Task One_that_takes_no_connection_cannot_be_reached()
    {
        await using var garage = new Garage(1);
        garage.Stations[0].Vanish();

        (await PolledAsync(garage)).Code.ShouldBe(ProblemCodes.Unreachable);
    }

    [Fact]
    public async Task One_of_another_model_refuses_what_it_is_asked()
    {
        await using var other = new RegisterServer(); // knows no register at all
        await using var garage = new Garage(1, At(other.Port));

        var trouble = await PolledAsync(garage);

        (trouble.Code, trouble.Values.ShouldHaveSingleItem()).ShouldBe((ProblemCodes.RequestRefused, "2"));
    }

    [Fact]
    public async Task What_is_no_Modbus_is_not_understood()
    {
        await using var other = new ScriptedServer(_ => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        await using var garage = new Garage(1, At(other.Port));

        var trouble = await PolledAsync(garage);

        (trouble.Code, trouble.Values.ShouldHaveSingleItem()).ShouldBe((ProblemCodes.Garbled, $"127.0.0.1:{other.Port}"));
    }

    [Fact]
    public async Task One_that_holds_another_fallback_says_both()
    {
        await using var garage = new Garage(1);
        garage.Stations[0].Reading = (address, _) =>
        {
            if (address == 2000)
                garage.Stations[0].Set(2000, 32);
        };

        var trouble = await PolledAsync(garage);

        trouble.Code.ShouldBe(ProblemCodes.FallbackDiffers);
        trouble.Values.ShouldBe(["32 A", "6 A"]);
    }

    [Fact]
    public void What_nobody_knows_a_code_for_is_quoted() =>
        DeviceProblem.Of(new IOException("GPIO line 1 of chip 97 cannot be read."), "here").Values.ShouldBe(["GPIO line 1 of chip 97 cannot be read."]);

    [Fact]
    public void An_exception_of_the_device_is_told_with_its_number() =>
        DeviceProblem.Of(new ModbusException(ModbusFault.Refused, "refused", 4), "here").Values.ShouldBe(["4"]);

    private static Func<EdgeConfiguration, EdgeConfiguration> At(int port) => site => site with { Stations = [site.Stations[0] with { Port = port }] };

    private static async Task<DeviceProblem> PolledAsync(Garage garage)
    {
        await garage.Site.Stations[0].PollAsync(Stop);
        return garage.Site.Stations[0].Trouble.ShouldNotBeNull();
    }
}
