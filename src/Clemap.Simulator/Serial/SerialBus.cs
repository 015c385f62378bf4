using Clemap.Simulator.Live;
using Clemap.Simulator.Modbus;

namespace Clemap.Simulator.Serial;

/// <summary>The units on one serial line. Each request is heard by all and answered by the one it names; who is not there stays silent.</summary>
internal sealed class SerialBus(IReadOnlyList<Wire> wires, Lock gate, ISerialFraming framing)
{
    private const int Broadcast = 0;

    // Between two requests a line rests for 3.5 characters at least; on a pseudo-terminal or over TCP a frame may come in pieces.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public void Connected(int clients)
    {
        foreach (var wire in wires) wire.Connected(clients);
    }

    /// <summary>Serves until the line closes or the token is cancelled.</summary>
    /// <exception cref="IOException">The line broke.</exception>
    public async Task ServeAsync(Stream line, TimeProvider clock, CancellationToken cancellationToken)
    {
        var received = new byte[1024];
        var answer = new byte[1024];
        var (length, last) = (0, clock.GetTimestamp());
        while (true)
        {
            var read = await line.ReadAsync(received.AsMemory(length), cancellationToken);
            if (read == 0) return;
            var rested = clock.GetElapsedTime(last) > Rest;
            last = clock.GetTimestamp();
            if (rested && length > 0)
            {
                received.AsSpan(length, read).CopyTo(received);
                length = 0;
            }

            length += read;
            while (framing.Next(received.AsSpan(0, length), out var frame, out var consumed))
            {
                if (frame is not null) await AnswerAsync(frame, answer, line, cancellationToken);
                received.AsSpan(consumed, length - consumed).CopyTo(received);
                length -= consumed;
            }

            if (length == received.Length) length = 0;
        }
    }

    /// <param name="frame">Unit id and protocol data unit.</param>
    private async ValueTask AnswerAsync(byte[] frame, byte[] answer, Stream line, CancellationToken cancellationToken)
    {
        var wire = wires.FirstOrDefault(candidate => candidate.Units.ContainsKey(frame[0]));
        if (wire is null || frame[0] == Broadcast || wire.Fault is { IsAway: true }) return;
        int length;
        lock (gate)
        {
            Span<byte> pdu = stackalloc byte[ModbusPdu.MaximumBytes];
            var pduBytes = ModbusPdu.Serve(wire.Units[frame[0]], frame.AsSpan(1), pdu);
            length = framing.Wrap(frame[0], pdu[..pduBytes], answer);
        }

        if (await wire.DisturbAsync(answer.AsMemory(0, length), cancellationToken))
        {
            await line.WriteAsync(answer.AsMemory(0, length), cancellationToken);
            await line.FlushAsync(cancellationToken);
        }
    }
}
