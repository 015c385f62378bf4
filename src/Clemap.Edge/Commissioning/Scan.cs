using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;

namespace Clemap.Edge.Commissioning;

/// <summary>Looks through a subnet for stations and meters. What the configuration names already is left alone: many devices allow one connection.</summary>
internal sealed class Scan(EdgeConfiguration configuration, Identification identification, TimeProvider time)
{
    private const int AtOnce = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);
    private static readonly int[] OtherPorts = [502, 80];

    private volatile IReadOnlyList<FoundDevice> found = [];

    public IReadOnlyList<FoundDevice> Found => found;

    public async Task<IReadOnlyList<TestResult>> RunAsync(TestBench bench, Subnet subnet, IReadOnlyList<int>? ports, CancellationToken cancellation)
    {
        var configured = await ConfiguredAsync(cancellation);
        var doors = (from address in subnet.Addresses from port in ports ?? KnownPorts() select (Address: address, Port: port)).ToList();
        var devices = new ConcurrentBag<FoundDevice>();
        int done = 0;
        found = [];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(doors, options, async (door, stop) =>
        {
            if (configured.TryGetValue((door.Address.ToString(), door.Port), out var name))
                devices.Add(new FoundDevice(door.Address.ToString(), door.Port, "configured", [], name));
            else if (await IsOpenAsync(door.Address, door.Port, stop))
                devices.Add(await identification.OfAsync(door.Address.ToString(), door.Port, stop));
            bench.Step("scan-runs", Interlocked.Increment(ref done) / (double)doors.Count);
            found = [.. devices.OrderBy(device => device.Address, StringComparer.Ordinal).ThenBy(device => device.Port)];
        });
        return [];
    }

    private IReadOnlyList<int> KnownPorts() =>
        [.. OtherPorts.Concat(configuration.Models.Definitions.Select(definition => definition.Connection.Port)).Distinct()];

    private async Task<bool> IsOpenAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await socket.ConnectAsync(address, port, both.Token);
            return true;
        }
        catch (Exception closed) when (closed is SocketException || (closed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<Dictionary<(string, int), string>> ConfiguredAsync(CancellationToken cancellation)
    {
        var names = new Dictionary<(string, int), string>();
        var devices = configuration.Meters.Select(m => (m.Host, m.Port, m.Name))
            .Concat(configuration.Stations.Where(s => s.Host.Length > 0).Select(s => (
                s.Host, s.Port ?? configuration.Models.Definition(s.Model)?.Connection.Port ?? (StationModels.IsSwitched(s.Model) ? 502 : 80), s.Name)))
            .Concat(configuration.Stations.Where(s => s.Meter is not null).Select(s => (s.Meter!.Host, s.Meter.Port, s.Name)));
        foreach (var (host, port, name) in devices)
        {
            try
            {
                foreach (var address in await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellation))
                    names.TryAdd((address.ToString(), port), name);
            }
            catch (SocketException)
            {
                continue; // a name that nobody knows is nowhere on the subnet
            }
        }
        return names;
    }
}
