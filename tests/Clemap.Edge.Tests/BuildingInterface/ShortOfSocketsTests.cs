using System.Runtime.InteropServices;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.Edge.Tests.LocalApi;

namespace Clemap.Edge.Tests.BuildingInterface;

/// <summary>The system gives the controller no more sockets: each accept fails.</summary>
public sealed partial class ShortOfSocketsTests
{
    private const int OpenFiles = 7; // RLIMIT_NOFILE

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_accept_ends_neither_the_interface_nor_the_control()
    {
        using var folder = new TemporaryFolder();
        int port = FreePort();
        await using var garage = new Garage(1);
        string file = Path.Combine(folder.Path, "edge.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(
            garage.Configuration with { DataDir = "data", Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = port } },
            EdgeJson.Default.EdgeConfiguration), Cancellation);
        await using var edge = await EdgeProcess.StartAsync(file);
        await Box.UntilAsync(() => Task.FromResult(garage.Order(1) > 0), "an order");
        await using var connections = new ModbusConnections(TimeProvider.System, new ModbusTiming { Answer = TimeSpan.FromSeconds(1) });

        var usual = Limit(edge.Id, OpenFiles, null);
        Limit(edge.Id, OpenFiles, usual with { Soft = 3 });
        await Should.ThrowAsync<ModbusException>(() => ReadAsync(connections, port));
        await Box.UntilAsync(() => Task.FromResult(edge.Errors.Any(line => line.Contains("could not take a connection", StringComparison.Ordinal))), "the failed accept in the log");
        garage.SetBase(30);
        await Box.UntilAsync(() => Task.FromResult(garage.Order(1) <= 10), "an order while no accept succeeds");

        Limit(edge.Id, OpenFiles, usual);
        await using var again = new ModbusConnections(TimeProvider.System, new ModbusTiming());
        await Box.UntilAsync(async () =>
        {
            try
            {
                return await ReadAsync(again, port) == 230;
            }
            catch (ModbusException)
            {
                return false; // those that waited are served first
            }
        }, "a building manager that is served");
    }

    private static async Task<float?> ReadAsync(ModbusConnections connections, int port) =>
        (float?)(await connections.Unit("127.0.0.1", port, 1).ReadHoldingAsync(19000, 2, Cancellation)).Float32(19000);

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static ResourceLimit Limit(int process, int resource, ResourceLimit? wanted)
    {
        var before = default(ResourceLimit);
        int result;
        unsafe
        {
            var given = wanted.GetValueOrDefault();
            result = SetLimit(process, resource, wanted is null ? null : &given, &before);
        }
        result.ShouldBe(0, $"prlimit failed with {Marshal.GetLastPInvokeError()}");
        return before;
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static unsafe partial int SetLimit(int process, int resource, ResourceLimit* wanted, ResourceLimit* before);

    private record struct ResourceLimit(ulong Soft, ulong Hard);
}
