using System.Text;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>Words of registers → numbers and texts, and back, as a definition says.</summary>
internal static class RegisterCodec
{
    /// <summary>The raw number behind scale and unit; <see langword="null"/> when the device says that it has none.</summary>
    public static double? Raw(ReadFormat format, ReadOnlySpan<ushort> words, WordOrder order)
    {
        ulong bits = Bits(words, format.WordOrder ?? order);
        if (format.Missing.Contains(bits))
            return null;
        if (format.Mask is { } mask)
            bits &= mask;
        double raw = format.Type switch
        {
            RegisterType.Int16 => (short)bits,
            RegisterType.Int32 => (int)bits,
            RegisterType.Int64 => (long)bits,
            RegisterType.Float32 => BitConverter.UInt32BitsToSingle((uint)bits),
            RegisterType.Float64 => BitConverter.UInt64BitsToDouble(bits),
            _ => bits,
        };
        return double.IsFinite(raw) ? raw : null;
    }

    /// <summary>Without surrounding blanks, up to the first zero after the first character.</summary>
    public static string Text(ReadFormat format, ReadOnlySpan<ushort> words)
    {
        var text = new StringBuilder();
        foreach (ushort word in words)
        {
            if (format.Type == RegisterType.WideText)
                text.Append((char)word);
            else if (format.Type == RegisterType.Letter)
                text.Append((char)((word & 0xFF) is var low and not 0 and not ' ' ? low : word >> 8));
            else
                text.Append((char)(word >> 8)).Append((char)(word & 0xFF));
        }
        string all = text.ToString().TrimStart('\0');
        int end = all.IndexOf('\0', StringComparison.Ordinal);
        return (end < 0 ? all : all[..end]).Trim();
    }

    /// <param name="raw">Whole for every type but a float.</param>
    public static ushort[] Words(RegisterFormat format, double raw, WordOrder order)
    {
        ulong bits = format.Type switch
        {
            RegisterType.Float32 => BitConverter.SingleToUInt32Bits((float)raw),
            RegisterType.Float64 => BitConverter.DoubleToUInt64Bits(raw),
            _ => unchecked((ulong)(long)raw),
        };
        var words = new ushort[format.WordCount];
        for (int i = 0; i < words.Length; i++)
            words[^(i + 1)] = (ushort)(bits >> (16 * i));
        if ((format.WordOrder ?? order) == WordOrder.LowFirst)
            Array.Reverse(words);
        return words;
    }

    /// <summary>What a register can hold.</summary>
    public static (double Lowest, double Highest) Range(RegisterType type) => type switch
    {
        RegisterType.Bit => (0, 1),
        RegisterType.Uint16 => (0, ushort.MaxValue),
        RegisterType.Int16 => (short.MinValue, short.MaxValue),
        RegisterType.Uint32 => (0, uint.MaxValue),
        RegisterType.Int32 => (int.MinValue, int.MaxValue),
        RegisterType.Uint64 or RegisterType.Int64 => (0, long.MaxValue),
        RegisterType.Float32 or RegisterType.Float64 => (float.MinValue, float.MaxValue),
        _ => (0, 0),
    };

    private static ulong Bits(ReadOnlySpan<ushort> words, WordOrder order)
    {
        ulong bits = 0;
        for (int i = 0; i < words.Length; i++)
            bits = (bits << 16) | words[order == WordOrder.HighFirst ? i : words.Length - 1 - i];
        return bits;
    }
}
