namespace Clemap.Simulator.Serial;

/// <summary>Modbus RTU: unit, protocol data unit, and a cyclic redundancy check with its low byte first.</summary>
internal sealed class RtuFraming : ISerialFraming
{
    private const int CheckBytes = 2;
    private const int Shortest = 4;

    public bool Next(ReadOnlySpan<byte> received, out byte[]? frame, out int consumed)
    {
        (frame, consumed) = (null, 0);
        if (received.Length < 2) return false;
        var length = RequestBytes(received);
        if (length > received.Length) return false;
        var body = received[..(length - CheckBytes)];
        var sound = Check(body) == (received[length - 2] | received[length - 1] << 8);
        // After a broken message nobody knows where the next one starts: all until the line rests is lost.
        (frame, consumed) = sound ? (body.ToArray(), length) : (null, received.Length);
        return true;
    }

    public int Wrap(byte unit, ReadOnlySpan<byte> pdu, Span<byte> message)
    {
        message[0] = unit;
        pdu.CopyTo(message[1..]);
        var check = Check(message[..(1 + pdu.Length)]);
        message[1 + pdu.Length] = (byte)check;
        message[2 + pdu.Length] = (byte)(check >> 8);
        return 1 + pdu.Length + CheckBytes;
    }

    /// <summary>Cyclic redundancy check with the polynomial A001, as the specification of the serial line has it.</summary>
    public static ushort Check(ReadOnlySpan<byte> bytes)
    {
        ushort check = 0xFFFF;
        foreach (var b in bytes)
        {
            check ^= b;
            for (var bit = 0; bit < 8; bit++) check = (ushort)((check & 1) == 1 ? check >> 1 ^ 0xA001 : check >> 1);
        }

        return check;
    }

    /// <summary>A request tells its length by its function; what cannot be told is taken as it came.</summary>
    private static int RequestBytes(ReadOnlySpan<byte> received) => received[1] switch
    {
        >= 1 and <= 6 => 8,
        15 or 16 => received.Length > 6 ? 9 + received[6] : int.MaxValue,
        23 => received.Length > 10 ? 13 + received[10] : int.MaxValue,
        _ => Math.Max(received.Length, Shortest),
    };
}
