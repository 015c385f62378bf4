using System.Globalization;
using System.Text;

namespace Clemap.Simulator.Serial;

/// <summary>Modbus ASCII: a colon, hexadecimal digits, a longitudinal redundancy check, and the end of a line.</summary>
internal sealed class AsciiFraming : ISerialFraming
{
    public bool Next(ReadOnlySpan<byte> received, out byte[]? frame, out int consumed)
    {
        (frame, consumed) = (null, 0);
        var end = received.IndexOf((byte)'\n');
        if (end < 0) return false;
        consumed = end + 1;
        var start = received[..end].LastIndexOf((byte)':');
        if (start >= 0) frame = Decode(received[(start + 1)..end].TrimEnd((byte)'\r'));
        return true;
    }

    public int Wrap(byte unit, ReadOnlySpan<byte> pdu, Span<byte> message)
    {
        byte[] body = [unit, .. pdu];
        var text = $":{Convert.ToHexString(body)}{Check(body).ToString("X2", CultureInfo.InvariantCulture)}\r\n";
        return Encoding.ASCII.GetBytes(text, message);
    }

    public static byte Check(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (var b in bytes) sum += b;
        return (byte)-sum;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> digits)
    {
        try
        {
            var bytes = Convert.FromHexString(Encoding.ASCII.GetString(digits));
            return bytes.Length >= 3 && Check(bytes) == 0 ? bytes[..^1] : null;
        }
        catch (FormatException)
        {
            // Digits that are none: noise on the line, which a station does not answer.
            return null;
        }
    }
}
