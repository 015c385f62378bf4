namespace Clemap.Edge.Modbus;

/// <summary>
/// Binary frames with a CRC-16. The length of an answer follows from its function code, so that no timing is needed to find its end; what does not
/// add up is noise and is passed over byte by byte.
/// </summary>
internal sealed class RtuFraming : IModbusFraming
{
    private const int ShortestFrame = 5;

    public byte[] Frame(byte unit, byte[] request)
    {
        byte[] frame = [unit, .. request, 0, 0];
        ushort sum = Crc(frame.AsSpan(0, frame.Length - 2));
        (frame[^2], frame[^1]) = ((byte)sum, (byte)(sum >> 8));
        return frame;
    }

    public bool TryTake(List<byte> received, out byte unit, out byte[] answer)
    {
        int keepFrom = received.Count;
        for (int start = received.Count - 1; start >= 0; start--)
            if (IsOpen(received, start))
                keepFrom = start;
        for (int start = 0; received.Count - start >= ShortestFrame; start++)
        {
            int length = Length(received, start);
            if (length < ShortestFrame || length > received.Count - start)
                continue;
            byte[] frame = [.. received[start..(start + length)]];
            if (Crc(frame.AsSpan(0, length - 2)) != (frame[^2] | (frame[^1] << 8)))
                continue;
            received.RemoveRange(0, start + length);
            (unit, answer) = (frame[0], frame[1..^2]);
            return true;
        }
        received.RemoveRange(0, keepFrom);
        (unit, answer) = (0, []);
        return false;
    }

    /// <summary>CRC-16 of the Modbus standard; the low byte is sent first.</summary>
    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort sum = 0xFFFF;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
                sum = (ushort)((sum & 1) != 0 ? (sum >> 1) ^ 0xA001 : sum >> 1);
        }
        return sum;
    }

    /// <summary>A frame may begin here whose end has not come yet.</summary>
    private static bool IsOpen(List<byte> received, int start) =>
        received.Count - start < 3 || Length(received, start) > received.Count - start;

    /// <summary>0 for a function that no answer has.</summary>
    private static int Length(List<byte> received, int start) => received[start + 1] switch
    {
        >= 0x80 => 5,
        1 or 2 or 3 or 4 or 23 => 5 + received[start + 2],
        5 or 6 or 15 or 16 => 8,
        _ => 0,
    };
}
