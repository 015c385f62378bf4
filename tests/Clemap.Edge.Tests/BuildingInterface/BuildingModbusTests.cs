using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Tests.ControlLoop;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.BuildingInterface;

/// <summary>A building manager at the other end of a real connection.</summary>
public sealed class BuildingModbusTests : IAsyncLifetime
{
    private readonly Garage garage = new(2, site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = 0 } });
    private readonly BuildingModbusServer server;
    private readonly ModbusConnections connections = new(TimeProvider.System, new ModbusTiming());

    public BuildingModbusTests() => server = Server(garage);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ModbusUnit Manager => connections.Unit("127.0.0.1", server.Port, 1);

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(Cancellation);
        await garage.CycleAsync(8);
    }

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        await server.StopAsync(CancellationToken.None);
        server.Dispose();
        await garage.DisposeAsync();
    }

    [Fact]
    public async Task Measurements_are_those_of_the_grid_meter()
    {
        var block = await Manager.ReadHoldingAsync(19000, 50, Cancellation);

        block.Float32(19000).ShouldBe(230);
        block.Float32(19012)!.Value.ShouldBe(garage.Meter.Get(19012) == 0 ? 0 : garage.BaseA + garage.Order(1) + garage.Order(2), 0.01);
        block.Float32(19018)!.Value.ShouldBe(0, 0.001);
        block.Float32(19020)!.Value.ShouldBe(block.Float32(19012)!.Value * 230, 1);
        block.Float32(19026)!.Value.ShouldBe(block.Float32(19020)!.Value * 3, 3);
        block.Float32(19028)!.Value.ShouldBe(block.Float32(19020)!.Value, 1);
        block.Float32(19036)!.Value.ShouldBe(0, 50);
        block.Float32(19006).ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_holds_at_the_grid_connection_while_it_is_active()
    {
        await WriteAsync(19054, 20);
        await garage.CycleAsync(3);
        TogetherA.ShouldBeGreaterThan(25, "not active yet");

        await WriteAsync(19050, 1);
        await garage.CycleAsync();

        TogetherA.ShouldBeLessThanOrEqualTo(20);
        garage.Live.Latest!.Building.ShouldBe(new(true, true, 20));

        await WriteAsync(19050, 0);
        await garage.CycleAsync(8);
        TogetherA.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task It_can_only_lower()
    {
        await WriteAsync(19050, 1, 40, 500);
        await garage.CycleAsync(8);

        TogetherA.ShouldBeLessThanOrEqualTo(40);
        (await Manager.ReadHoldingAsync(19054, 2, Cancellation)).Float32(19054).ShouldBe(40);
    }

    [Fact]
    public async Task After_two_minutes_of_silence_the_fallback_holds_until_somebody_is_back()
    {
        await WriteAsync(19050, 1, 18, 30);
        garage.Time.Advance(TimeSpan.FromSeconds(119));
        await WriteAsync(19056, 0);
        garage.Time.Advance(TimeSpan.FromSeconds(119));
        await garage.CycleAsync();
        TogetherA.ShouldBeInRange(19, 30);

        garage.Time.Advance(TimeSpan.FromSeconds(2));
        await garage.CycleAsync();
        TogetherA.ShouldBeLessThanOrEqualTo(18);
        garage.Live.Latest!.Building.ShouldBe(new(true, false, 18));

        await WriteAsync(19056, 0);
        await garage.CycleAsync(8);
        TogetherA.ShouldBeInRange(19, 30);
    }

    [Fact]
    public async Task After_a_restart_the_fallback_holds_first()
    {
        await WriteAsync(19050, 1, 18, 30);

        var restarted = new BuildingControl(garage.Configuration, new Clemap.Edge.Outbox.Documents(garage.Database), garage.Limits.Changed, garage.Time);

        restarted.Settings.ShouldBe(new BuildingSettings(true, 30, 18));
        restarted.LimitA.ShouldBe(18);
    }

    [Fact]
    public async Task Without_a_fallback_the_limit_stays()
    {
        await WriteAsync(19050, 1);
        await WriteAsync(19054, 22);
        garage.Time.Advance(TimeSpan.FromHours(3));

        garage.Building.LimitA.ShouldBe(22);
        (await Manager.ReadHoldingAsync(19052, 2, Cancellation)).Float32(19052).ShouldBeNull();
    }

    [Theory]
    [InlineData(19054, -1f, 3)]
    [InlineData(19054, float.NaN, 3)]
    [InlineData(19052, float.PositiveInfinity, 3)]
    [InlineData(19050, 2f, 3)]
    [InlineData(19048, 1f, 2)]
    [InlineData(19051, 1f, 2)]
    [InlineData(19058, 1f, 2)]
    public async Task A_wrong_write_is_refused_and_changes_nothing(int address, float value, int code)
    {
        await WriteAsync(19050, 1, 18, 30);

        var refusal = await Should.ThrowAsync<ModbusException>(() => Manager.WriteRegistersAsync((ushort)address, RegisterWords.Of(value), Cancellation));

        refusal.Code.ShouldBe((byte)code);
        garage.Building.Settings.ShouldBe(new BuildingSettings(true, 30, 18));
    }

    [Fact]
    public async Task Of_a_request_with_one_wrong_value_nothing_comes_into_force()
    {
        await Should.ThrowAsync<ModbusException>(() => WriteAsync(19050, 1, 10, -5));

        garage.Building.Settings.Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Other_functions_and_addresses_are_refused()
    {
        (await Should.ThrowAsync<ModbusException>(() => Manager.WriteRegisterAsync(19054, 1, Cancellation))).Code.ShouldBe((byte)1);
        (await Should.ThrowAsync<ModbusException>(() => Manager.ReadInputAsync(19000, 2, Cancellation))).Code.ShouldBe((byte)1);
        (await Should.ThrowAsync<ModbusException>(() => Manager.ReadHoldingAsync(18998, 4, Cancellation))).Code.ShouldBe((byte)2);
        (await Should.ThrowAsync<ModbusException>(() => Manager.ReadHoldingAsync(19060, 4, Cancellation))).Code.ShouldBe((byte)2);
    }

    [Fact]
    public async Task Who_is_not_named_is_not_served()
    {
        await using var closed = new Garage(1, site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = 0, Allow = ["192.0.2.7"] } });
        using var guarded = Server(closed);
        await guarded.StartAsync(Cancellation);

        await Should.ThrowAsync<ModbusException>(() => connections.Unit("127.0.0.1", guarded.Port, 1).ReadHoldingAsync(19000, 2, Cancellation));

        await guarded.StopAsync(Cancellation);
    }

    [Fact]
    public void Where_the_configuration_does_not_open_it_nothing_of_it_is_in_force()
    {
        garage.Building.Write(settings => settings with { Active = true, LimitA = 5 });

        new BuildingControl(garage.Configuration with { Building = null }, new Clemap.Edge.Outbox.Documents(garage.Database), garage.Limits.Changed, garage.Time).LimitA.ShouldBeNull();
    }

    private double TogetherA => garage.BaseA + garage.Order(1) + garage.Order(2);

    private static BuildingModbusServer Server(Garage garage) =>
        new(garage.Configuration, new BuildingRegisters(garage.Building, garage.Site.GridSample, SiteModels.WorstAloneA(garage.Configuration)), garage.Alarms, TimeProvider.System, NullLogger<BuildingModbusServer>.Instance);

    private Task WriteAsync(ushort address, params float[] values) => Manager.WriteRegistersAsync(address, [.. values.SelectMany(RegisterWords.Of)], Cancellation);
}
