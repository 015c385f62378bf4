using System.Text;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>How a value lies in the words of a register: by its type, and by which word comes first.</summary>
internal sealed class RegisterType
{
    private const double NotAvailable = double.NaN;

    private readonly string _name;
    private readonly bool _lowWordFirst;

    /// <exception cref="ArgumentException">No such type.</exception>
    public RegisterType(string name, bool lowWordFirst)
    {
        if (name is not ("uint16" or "int16" or "uint32" or "int32" or "uint64" or "int64" or "float32" or "float64" or "bool" or "string"))
            throw new ArgumentException($"'{name}' is no type of a register.", nameof(name));
        (_name, _lowWordFirst) = (name, lowWordFirst);
    }

    public bool IsText => _name == "string";
    public bool IsFloat => _name is "float32" or "float64";

    /// <summary>Out of its range it shows the nearest that it can; not-a-number is all ones in a whole number.</summary>
    public void Put(Span<ushort> words, double raw)
    {
        var whole = double.IsNaN(raw) ? raw : Math.Round(raw);
        var bits = _name switch
        {
            "float32" => BitConverter.SingleToUInt32Bits((float)raw),
            "float64" => BitConverter.DoubleToUInt64Bits(raw),
            _ when double.IsNaN(raw) => ulong.MaxValue,
            "int16" => (ulong)(long)Math.Clamp(whole, short.MinValue, short.MaxValue),
            "int32" => (ulong)(long)Math.Clamp(whole, int.MinValue, int.MaxValue),
            "int64" => (ulong)(long)whole,
            "uint32" => (uint)Math.Clamp(whole, 0, uint.MaxValue),
            "uint64" => (ulong)Math.Max(whole, 0),
            _ => (ushort)Math.Clamp(whole, 0, ushort.MaxValue),
        };
        for (var i = 0; i < words.Length; i++) words[Place(i, words.Length)] = (ushort)(bits >> (16 * i));
    }

    public double Get(ReadOnlySpan<ushort> words)
    {
        var bits = 0UL;
        for (var i = 0; i < Math.Min(words.Length, 4); i++) bits |= (ulong)words[Place(i, words.Length)] << (16 * i);
        return _name switch
        {
            "float32" => BitConverter.UInt32BitsToSingle((uint)bits),
            "float64" => BitConverter.UInt64BitsToDouble(bits),
            "int16" => (short)bits,
            "int32" => (int)bits,
            "int64" => (long)bits,
            "string" => NotAvailable,
            _ => bits,
        };
    }

    /// <summary>Two characters a word in ASCII, one in UTF-16; the rest is zero. Words of a text are never swapped.</summary>
    public static void PutText(Span<ushort> words, string text, bool utf16)
    {
        words.Clear();
        if (utf16)
        {
            for (var i = 0; i < Math.Min(text.Length, words.Length); i++) words[i] = text[i];
            return;
        }

        var bytes = Encoding.ASCII.GetBytes(text);
        for (var i = 0; i < Math.Min(bytes.Length, 2 * words.Length); i++) words[i / 2] |= (ushort)(i % 2 == 0 ? bytes[i] << 8 : bytes[i]);
    }

    /// <param name="i">Counted from the lowest word.</param>
    private int Place(int i, int length) => _lowWordFirst ? i : length - 1 - i;
}
