using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Tests.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Stations;

/// <summary>A register server with a driver's connection to it, and a clock that only the test moves.</summary>
public abstract class DriverBench : IAsyncLifetime
{
    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 18, 0, 0, TimeSpan.Zero));

    internal RegisterServer Server { get; } = new();

    private readonly ModbusConnections connections;

    protected DriverBench() => connections = new ModbusConnections(Clock, new ModbusTiming());

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal ModbusConnections Connections => connections;

    internal ModbusUnit Unit(byte unit) => connections.Unit("127.0.0.1", Server.Port, unit);

    /// <summary>The station of a model's definition, wired with three phases.</summary>
    internal ModbusStation Station(string model, double fallbackA, SupplyVoltage? supply = null)
    {
        var definition = StationDefinitions.BuiltIn.Find(model).ShouldNotBeNull();
        return new ModbusStation(definition, Unit(definition.Connection.Unit), phases: 3, fallbackA, supply ?? new SupplyVoltage(), Clock);
    }

    internal Write[] Written(ushort address) => [.. Server.Writes.Where(write => write.Address == address)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
