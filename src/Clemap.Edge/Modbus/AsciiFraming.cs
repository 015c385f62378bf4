using System.Text;

namespace Clemap.Edge.Modbus;

/// <summary>Frames of hexadecimal characters from a colon to the end of the line, with an LRC.</summary>
internal sealed class AsciiFraming : IModbusFraming
{
    private const byte Colon = (byte)':';
    private const byte LineEnd = (byte)'\n';

    public byte[] Frame(byte unit, byte[] request)
    {
        byte[] content = [unit, .. request];
        return Encoding.ASCII.GetBytes($":{Convert.ToHexString(content)}{Lrc(content):X2}\r\n");
    }

    public bool TryTake(List<byte> received, out byte unit, out byte[] answer)
    {
        for (int end = received.IndexOf(LineEnd); end >= 0; end = received.IndexOf(LineEnd))
        {
            byte[] line = [.. received[..end]];
            received.RemoveRange(0, end + 1);
            int start = Array.LastIndexOf(line, Colon);
            if (start < 0 || Bytes(Encoding.ASCII.GetString(line, start + 1, line.Length - start - 1).TrimEnd('\r')) is not { Length: >= 4 } frame
                || Lrc(frame.AsSpan(0, frame.Length - 1)) != frame[^1])
                continue;
            (unit, answer) = (frame[0], frame[1..^1]);
            return true;
        }
        (unit, answer) = (0, []);
        return false;
    }

    /// <summary>The two's complement of the sum of all bytes.</summary>
    public static byte Lrc(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes)
            sum += value;
        return (byte)-sum;
    }

    private static byte[]? Bytes(string hex)
    {
        var bytes = new byte[hex.Length / 2];
        return hex.Length % 2 == 0 && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }
}
