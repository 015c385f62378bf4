using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

/// <summary>
/// Reads the main meter itself over Modbus TCP, past the edge and the cloud: what they say about the currents is checked against the instrument.
/// </summary>
internal sealed class SiteMeter(DemoFolder folder) : IDisposable
{
    // Janitza UMG: currents of L1, L2, L3 as three 32-bit floats from address 19012, A.
    private const ushort CurrentsAddress = 19012;
    private const ushort Words = 6;
    private const int HeaderLength = 9;

    private TcpClient? client;
    private ushort transaction;

    /// <summary>A per phase, magnitude: feed-in loads a fuse as much as consumption.</summary>
    public async Task<double[]> CurrentsAsync(CancellationToken cancellationToken)
    {
        client ??= await ConnectAsync(cancellationToken);
        var request = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(request, ++transaction);
        request[5] = 6;
        request[6] = 1;
        request[7] = 3;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(8), CurrentsAddress);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(10), Words);
        var stream = client.GetStream();
        await stream.WriteAsync(request, cancellationToken);
        var answer = new byte[HeaderLength + (Words * 2)];
        await stream.ReadExactlyAsync(answer.AsMemory(0, HeaderLength), cancellationToken);
        if (BinaryPrimitives.ReadUInt16BigEndian(answer) != transaction || answer[7] != 3)
            throw new DemoException("The main meter gave no answer to the question for its currents.");
        await stream.ReadExactlyAsync(answer.AsMemory(HeaderLength), cancellationToken);
        return [.. Enumerable.Range(0, 3).Select(phase => Math.Abs((double)BinaryPrimitives.ReadSingleBigEndian(answer.AsSpan(HeaderLength + (phase * 4)))))];
    }

    public void Dispose() => client?.Dispose();

    private async Task<TcpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var edge = JsonNode.Parse(await File.ReadAllTextAsync(folder["edge.json"], cancellationToken))!;
        var meter = edge["meters"]!.AsArray().Single(found => (Guid)found!["id"]! == DemoSite.GridMeter)!;
        var tcp = new TcpClient();
        await tcp.ConnectAsync((string)meter["host"]!, (int)meter["port"]!, cancellationToken);
        return tcp;
    }
}
