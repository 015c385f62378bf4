using System.Text.Json.Nodes;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Clouds;
using Clemap.Simulator.Physics;
using PhaseValuesOfTwin = Clemap.Simulator.Physics.PhaseValues;
using TwinOfMeter = Clemap.Simulator.Meters.SmartMeMeter;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class SmartMeMeterTests
{
    private static readonly Guid MeterId = new("01900000-0000-7000-8000-000000000020");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("8000001")]
    [InlineData("01900000-0000-7000-8000-000000000020")]
    public async Task Values_are_read_by_serial_number_or_id_with_their_age(string id)
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/api/Devices/", StringComparison.Ordinal))
                node["ValueDate"] = "2026-11-02T17:59:57.000Z";
        };

        var sample = await Meter(bench, id).ReadAsync(Cancellation);

        sample.VoltageV.L2.ShouldBe(231);
        sample.CurrentA.L1.ShouldBe(-10, "what is fed in has a sign");
        sample.ActiveW.L3.ShouldBe(2_300);
        (sample.ImportWh, sample.ExportWh).ShouldBe((123_456L, 0L));
        sample.MeasuredBefore.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("\"2026-11-02T17:57:00Z\"", "has told smart-me nothing since 2026-11-02 17:57:00 UTC")]
    [InlineData("null", "does not say when")]
    [InlineData("\"yesterday\"", "does not say when")]
    public async Task A_value_that_is_old_or_has_no_time_is_missing(string valueDate, string sentence)
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/api/Devices/", StringComparison.Ordinal))
                node["ValueDate"] = JsonNode.Parse(valueDate);
        };

        (await Should.ThrowAsync<CloudCallException>(() => Meter(bench).ReadAsync(Cancellation))).Message.ShouldContain(sentence);
    }

    [Fact]
    public async Task An_unknown_unit_is_no_measurement_and_an_unknown_id_is_told()
    {
        await using var bench = await StartAsync();
        bench.Change = (path, node) =>
        {
            if (path.StartsWith("/api/Devices/", StringComparison.Ordinal))
                (node["ActivePowerUnit"], node["CounterReadingUnit"]) = ("MW", null);
        };
        var sample = await Meter(bench).ReadAsync(Cancellation);
        (sample.ActiveW.Sum, sample.ImportWh).ShouldBe((null, null));

        (await Should.ThrowAsync<CloudCallException>(() => Meter(bench, "1").ReadAsync(Cancellation))).Message
            .ShouldBe("The account 'garage' has no device '1' at smart-me; it has 8000001.");
    }

    [Fact]
    public async Task It_is_asked_every_five_seconds_and_gone_when_the_cloud_is()
    {
        await using var bench = await StartAsync();
        var meter = Meter(bench);
        for (int second = 0; second < 60; second++)
        {
            await meter.ReadAsync(Cancellation);
            await meter.Looking;
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        bench.Count("GET", "/api/Devices/").ShouldBe(12);

        bench.AnswerWith(503);
        for (int second = 0; second < 30; second++)
        {
            await ((Task)meter.ReadAsync(Cancellation)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await meter.Looking;
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        (await Should.ThrowAsync<CloudCallException>(() => meter.ReadAsync(Cancellation))).Message.ShouldContain("with 503");
    }

    private static SmartMeMeter Meter(CloudBench bench, string id = "8000001") => new(bench.Account, id, bench.Clock);

    private static Task<CloudBench> StartAsync() =>
        CloudBench.StartAsync("smartme-pico-rest", "smart-me", other: bench => new TwinOfMeter(MeterId, new House(), bench.Clock));

    private sealed class House : IMeasuredFlow
    {
        public PhaseValuesOfTwin VoltageV => new(230, 231, 229);
        public PhaseValuesOfTwin CurrentA => new(-10, 5, 10);
        public PhaseValuesOfTwin PowerW => new(-2_300, 1_150, 2_300);
        public PhaseValuesOfTwin ReactiveVar => new(0, 0, 0);
        public EnergyRegister Energy { get; } = new();

        public House() => Energy.Start(123_456, 0);
    }
}
