using System.Net;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Serial;

namespace Clemap.Simulator.Live;

/// <summary>Makes the places where a site is reached; nothing listens before they are opened.</summary>
internal sealed class PortOpener(IPAddress address, Lock gate)
{
    private const int ClientsOfABus = 4;

    public LivePort Modbus(string who, Wire wire, int port, ModbusServerLimits limits) => new(who, [wire], port, null, (at, _) =>
    {
        var server = new ModbusServer(new IPEndPoint(address, at), wire, gate, limits);
        server.Start();
        return Opened(server, server.Port);
    });

    public LivePort Bus(string who, Transport transport, IReadOnlyList<Wire> wires, int port) => new(who, wires, port, null, (at, _) =>
    {
        var bus = NewBus(transport, wires);
        var server = new TcpServer(
            new IPEndPoint(address, at), ClientsOfABus, (stream, stop) => bus.ServeAsync(stream, TimeProvider.System, stop), bus.Connected);
        server.Start();
        return Opened(server, server.Port);
    });

    public LivePort Terminal(string who, Transport transport, IReadOnlyList<Wire> wires, string path) =>
        new(who, wires, 0, path, (_, _) => Opened(new TerminalServer(path, NewBus(transport, wires)), 0));

    public LivePort Rest(string who, Wire wire, int port, Func<IRestService> service) => new(who, [wire], port, null, async (at, cancellationToken) =>
    {
        var server = await RestServer.StartAsync(service, wire, new IPEndPoint(address, at), gate, cancellationToken);
        return (server, server.Port);
    });

    public LivePort Udp(string who, Wire wire, int port, Func<ITextService> service) => new(who, [wire], port, null, (at, _) =>
    {
        var server = new UdpServer(new IPEndPoint(address, at), service, wire, gate);
        return Opened(server, server.Port);
    });

    private SerialBus NewBus(Transport transport, IReadOnlyList<Wire> wires) =>
        new(wires, gate, transport.IsAscii() ? new AsciiFraming() : new RtuFraming());

    private static Task<(IAsyncDisposable Server, int Port)> Opened(IAsyncDisposable server, int port) => Task.FromResult((server, port));
}
