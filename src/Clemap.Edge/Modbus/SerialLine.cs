using System.IO.Ports;

namespace Clemap.Edge.Modbus;

/// <summary>A serial port of this machine.</summary>
internal sealed class SerialLine : ILine
{
    private readonly SerialPort port;

    private SerialLine(SerialPort port) => this.port = port;

    /// <exception cref="IOException">The device is not there, or does not take these settings.</exception>
    public static SerialLine Open(SerialBus bus)
    {
        var port = new SerialPort(bus.Device, bus.Baud, ParityOf(bus.Framing), bus.Framing[0] - '0', bus.Framing[2] == '2' ? StopBits.Two : StopBits.One);
        try
        {
            port.Open();
            return new SerialLine(port);
        }
        catch (Exception failure)
        {
            port.Dispose();
            if (failure is UnauthorizedAccessException or ArgumentException)
                throw new IOException(failure.Message, failure);
            throw;
        }
    }

    /// <summary>The silence that ends a frame: three and a half characters of eleven bits, and never less than 1.75 ms.</summary>
    public static TimeSpan QuietOf(SerialBus bus) => TimeSpan.FromMilliseconds(Math.Max(1.75, 3.5 * 11 * 1000 / bus.Baud));

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => port.BaseStream.WriteAsync(bytes, cancellation);

    public async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellation)
    {
        int got = await port.BaseStream.ReadAsync(target, cancellation);
        return got > 0 ? got : throw new IOException($"{port.PortName} was closed.");
    }

    public void Discard() => port.DiscardInBuffer();

    public void Dispose() => port.Dispose();

    private static Parity ParityOf(string framing) => framing[1] switch
    {
        'E' => Parity.Even,
        'O' => Parity.Odd,
        _ => Parity.None,
    };
}
