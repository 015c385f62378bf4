using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;

namespace Clemap.Edge.Tests.Outbox;

/// <summary>
/// No test of its own: <see cref="PowerCutTests"/> starts it as a process, which writes slots as fast as it can and says over a socket which of them the
/// outbox took, until it is killed.
/// </summary>
public sealed class OutboxWriter
{
    public const string Port = "CLEMAP_TEST_OUTBOX_PORT";
    public const string Folder = "CLEMAP_TEST_OUTBOX_FOLDER";
    public const int Sources = 3;

    private static readonly DateTimeOffset Start = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public static Guid Source(int number) => TestSite.Station(number + 1);

    public static DateTimeOffset Slot(long number) => Start.AddSeconds(10 * number);

    [Fact(Explicit = true)]
    public async Task Write()
    {
        using var parent = new TcpClient();
        await parent.ConnectAsync(IPAddress.Loopback, int.Parse(Environment.GetEnvironmentVariable(Port)!, null), TestContext.Current.CancellationToken);
        using var database = new EdgeDatabase(Environment.GetEnvironmentVariable(Folder)!);
        var store = new ReadingStore(database, TimeProvider.System);
        byte[] taken = new byte[8];
        for (long slot = store.CountWaiting() / Sources; ; slot++)
        {
            store.Store(
                [.. Enumerable.Range(0, Sources).Select(i => new Reading { SourceId = Source(i), At = Slot(slot), ImportWh = slot, Reason = "none" })],
                [new SessionChange(new OpenSession(Source(0), Source(0), Start, 0, Slot(slot), slot, null), null)],
                new Dictionary<Guid, EnergyRegister> { [Source(0)] = new(slot, 0, 0, 0) });
            BinaryPrimitives.WriteInt64LittleEndian(taken, slot);
            await parent.GetStream().WriteAsync(taken, TestContext.Current.CancellationToken);
        }
    }
}
