using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.Modbus;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Wire.Tests.Independent;

/// <summary>
/// Models against a Modbus server that others wrote (pymodbus), over TCP and over a pseudo-terminal: what both of our own sides might have wrong in the
/// same way shows here. OCPP has an independent client of its own: <c>OcppRpcTests</c>.
/// </summary>
public sealed class IndependentServersTests
{
    private const double OrderA = 10;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("keba-p30", "tcp")]
    [InlineData("keba-p40", "tcp")]
    [InlineData("abb-terra-ac", "tcp")]
    [InlineData("bender-cc6xx", "tcp")]
    [InlineData("webasto-next", "tcp")]
    [InlineData("webasto-unite", "tcp")]
    [InlineData("schneider-evlink-pro-ac", "tcp")]
    [InlineData("phoenix-charx-sec", "tcp")]
    [InlineData("phoenix-em-cp-pp-eth", "tcp")]
    [InlineData("innogy-ebox", "tcp")]
    [InlineData("siemens-versicharge-gen3", "tcp")]
    [InlineData("weidmueller-ac-smart", "tcp")]
    [InlineData("goe-modbus", "tcp")]
    [InlineData("delta-ac-max", "tcp")]
    [InlineData("heidelberg-energy-control", "rtu")]
    [InlineData("mennekes-amtron-compact", "rtu")]
    [InlineData("phoenix-ev-cc-rtu", "rtu")]
    [InlineData("obo-ion", "rtu")]
    [InlineData("delta-ac-max", "rtu")]
    public async Task Is_read_limited_and_paused(string model, string frames)
    {
        var definition = StationModels.BuiltIn.Definition(model)!;
        var tables = new IndependentTables(model, definition.Fallback.TimeS);
        byte unitId = definition.Connection.Unit;
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, tables.Content(unitId), Stop);
        await using var server = await PymodbusServer.StartAsync(frames, Stop, file);
        File.Delete(file);
        await using var terminal = frames == "rtu" ? await PseudoTerminal.ConnectAsync(server.Port, Stop) : null;
        await using var wires = new Wires(TimeProvider.System, new ModbusTiming(), TimeSpan.FromSeconds(1));
        var configuration = Configuration(model, server.Port, terminal?.Device);
        var station = StationModels.BuiltIn.Create(configuration, wires, new SupplyVoltage(), carAtStart: true, TimeProvider.System);

        var sample = await station.ReadAsync(Stop);
        Check(sample, definition.Reads);

        await station.PrepareAsync(Stop);
        (await station.OrderAsync(OrderA, Stop)).ShouldBe(OrderOutcome.Confirmed);
        var unit = wires.Modbus.Unit(StationAddress.Of(definition.Connection, configuration), unitId, default);
        foreach (var limit in tables.Limits)
        {
            double value = await RawAsync(unit, tables, limit) * limit.Scale;
            double limitA = limit.Name == "powerLimit" ? value / 3 / IndependentTables.VoltageV : value;
            limitA.ShouldBeInRange(OrderA - (definition.Limit.Unit == "A" ? definition.Limit.Step ?? definition.Limit.Factor : 0.1), OrderA + 1e-4, limit.Name);
        }
        (await PausesAsync(unit, tables)).ShouldBeFalse();

        (await station.OrderAsync(0, Stop)).ShouldBe(OrderOutcome.Confirmed);
        (await PausesAsync(unit, tables)).ShouldBeTrue();
    }

    private static void Check(StationSample sample, Edge.Stations.Catalogue.ReadsDefinition reads)
    {
        sample.State.ShouldBe(StationState.Charging);
        for (int phase = 0; phase < 3; phase++)
        {
            if (reads.Current is { } current)
                sample.CurrentA[phase]!.Value.ShouldBe(IndependentTables.CurrentA(phase), current.Factor);
            if (reads.Voltage is { } voltage)
                sample.VoltageV[phase]!.Value.ShouldBe(IndependentTables.VoltageV, voltage.Factor);
        }
        if ((reads.PhasePower as Edge.Stations.Catalogue.ReadFormat ?? reads.Power) is { } power)
            sample.ActiveW.Sum!.Value.ShouldBe(IndependentTables.PowerW, 3 * power.Factor);
        if (reads.EnergyImport is { } energy)
            ((double)sample.ImportWh!.Value).ShouldBe(IndependentTables.ImportWh, energy.Factor);
    }

    /// <summary>A set point of nothing, or another register with a value that pauses.</summary>
    private static async Task<bool> PausesAsync(ModbusUnit unit, IndependentTables tables)
    {
        foreach (var limit in tables.Limits)
            if (await RawAsync(unit, tables, limit) * limit.Scale is var value && (value < 6 || value > tables.MeaningOf(limit).PausesAbove))
                return true;
        foreach (var register in tables.Registers.Where(register => register.IsWritten && tables.MeaningOf(register).Pauses is not null))
            if (tables.MeaningOf(register).Pauses!.Contains((long)await RawAsync(unit, tables, register)))
                return true;
        return false;
    }

    private static async Task<double> RawAsync(ModbusUnit unit, IndependentTables tables, ReferenceRegister register)
    {
        if (register.Function.Contains(5))
            return (await unit.ReadCoilsAsync(register.Address, 1, Stop))[0] ? 1 : 0;
        return tables.Raw(register, (await unit.ReadHoldingAsync(register.Address, register.Words, Stop)).Words(register.Address, register.Words));
    }

    private static StationConfiguration Configuration(string model, int port, string? terminal) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = model,
        CircuitId = Guid.CreateVersion7(),
        Model = model,
        Host = "127.0.0.1",
        Port = port,
        Transport = terminal is null ? ModbusTransport.Tcp : ModbusTransport.Rtu,
        Serial = terminal is null ? null : new(terminal),
        Phases = 3,
        Rotation = "123",
        MinimumA = 6,
        MaximumA = 16,
        FallbackA = IndependentTables.FallbackA,
    };
}
