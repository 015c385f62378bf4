using System.Text;

namespace Clemap.Simulator.Modbus;

/// <summary>Values as 16-bit words, high word first: the order of every device that is simulated here.</summary>
internal static class Words
{
    public static void PutUInt16(Span<ushort> words, double value) => words[0] = (ushort)Math.Clamp(value, 0, ushort.MaxValue);

    public static void PutUInt32(Span<ushort> words, double value)
    {
        var raw = (uint)Math.Clamp(value, 0, uint.MaxValue);
        words[0] = (ushort)(raw >> 16);
        words[1] = (ushort)raw;
    }

    public static void PutInt32(Span<ushort> words, double value)
    {
        var raw = (uint)(int)Math.Clamp(value, int.MinValue, int.MaxValue);
        words[0] = (ushort)(raw >> 16);
        words[1] = (ushort)raw;
    }

    public static void PutSingle(Span<ushort> words, double value)
    {
        var raw = BitConverter.SingleToUInt32Bits((float)value);
        words[0] = (ushort)(raw >> 16);
        words[1] = (ushort)raw;
    }

    public static void PutUInt64(Span<ushort> words, ulong value)
    {
        for (var i = 0; i < 4; i++) words[i] = (ushort)(value >> (48 - 16 * i));
    }

    public static void PutDouble(Span<ushort> words, double value) => PutUInt64(words, BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Two characters a word, the rest zero.</summary>
    public static void PutText(Span<ushort> words, string text)
    {
        words.Clear();
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var i = 0; i < Math.Min(bytes.Length, 2 * words.Length); i++) words[i / 2] |= (ushort)(bytes[i] << (i % 2 == 0 ? 8 : 0));
    }

    public static int Int32(ReadOnlySpan<ushort> words) => words[0] << 16 | words[1];

    public static float Single(ReadOnlySpan<ushort> words) => BitConverter.UInt32BitsToSingle((uint)words[0] << 16 | words[1]);
}
