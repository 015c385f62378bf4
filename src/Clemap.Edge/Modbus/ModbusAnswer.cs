using System.Buffers.Binary;

namespace Clemap.Edge.Modbus;

/// <summary>Checks the answer's data unit against its request and takes the values out; nothing in it is trusted.</summary>
internal static class ModbusAnswer
{
    public static void ThrowIfRefused(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 2)
            throw Malformed($"answer of {answer.Length} bytes is too short");
        if (answer[0] == (request[0] | 0x80))
            throw new ModbusException(ModbusFault.Refused, $"The device refused function {request[0]} with code {answer[1]}.", answer[1]);
        if (answer[0] != request[0])
            throw Malformed($"answer is for function {answer[0]}, asked was {request[0]}");
    }

    /// <summary>
    /// Whether an answer without a transaction number can be the one to this request: a refusal of its function, as much data as was asked, or the
    /// echo of its write. On a bus a late or doubled answer to an earlier request looks like the next one's but for this.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer)
    {
        if (answer.Length < 2)
            return false;
        if (answer[0] == (request[0] | 0x80))
            return true;
        int count = BinaryPrimitives.ReadUInt16BigEndian(request[3..]);
        return answer[0] == request[0] && answer[0] switch
        {
            1 or 2 => HasData(answer, (count + 7) / 8),
            3 or 4 or 23 => HasData(answer, 2 * count),
            _ => answer.SequenceEqual(request[..5]),
        };
    }

    public static ushort[] Registers(ReadOnlySpan<byte> answer, int count)
    {
        var data = Data(answer, 2 * count);
        var values = new ushort[count];
        for (int i = 0; i < count; i++)
            values[i] = BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
        return values;
    }

    public static bool[] Bits(ReadOnlySpan<byte> answer, int count)
    {
        var data = Data(answer, (count + 7) / 8);
        var values = new bool[count];
        for (int i = 0; i < count; i++)
            values[i] = (data[i / 8] & (1 << (i % 8))) != 0;
        return values;
    }

    /// <summary>A write is confirmed by an echo of its first five bytes: function, address and value or count.</summary>
    public static void ThrowIfNotEcho(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer)
    {
        if (answer.Length != 5 || !answer.SequenceEqual(request[..5]))
            throw Malformed("the confirmation of a write does not repeat what was written");
    }

    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> answer, int expectedBytes)
    {
        if (!HasData(answer, expectedBytes))
            throw Malformed($"answer carries {answer.Length - 2} data bytes and announces {answer[1]}, asked were {expectedBytes}");
        return answer[2..];
    }

    private static bool HasData(ReadOnlySpan<byte> answer, int bytes) => answer[1] == bytes && answer.Length == 2 + bytes;

    private static ModbusException Malformed(string what) => new(ModbusFault.Malformed, $"Malformed Modbus answer: {what}.");
}
