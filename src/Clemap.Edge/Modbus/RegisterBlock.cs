using System.Text;

namespace Clemap.Edge.Modbus;

/// <summary>Registers as read, from <paramref name="start"/> on; values of several words are high word first, as all devices here have them.</summary>
internal sealed class RegisterBlock(ushort start, ushort[] words)
{
    public ReadOnlySpan<ushort> Words(ushort address, int count) => words.AsSpan(address - start, count);

    public ushort UInt16(ushort address) => words[address - start];

    public uint UInt32(ushort address) => ((uint)UInt16(address) << 16) | UInt16((ushort)(address + 1));

    public int Int32(ushort address) => unchecked((int)UInt32(address));

    /// <summary><see langword="null"/> for "not a number", which devices send for "not available".</summary>
    public double? Float32(ushort address)
    {
        float value = BitConverter.UInt32BitsToSingle(UInt32(address));
        return float.IsFinite(value) ? value : null;
    }

    /// <inheritdoc cref="Float32"/>
    public double? Float64(ushort address)
    {
        ulong bits = ((ulong)UInt32(address) << 32) | UInt32((ushort)(address + 2));
        double value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>Two characters a word, up to the first zero, without surrounding blanks.</summary>
    public string Text(ushort address, int wordCount)
    {
        var bytes = new byte[2 * wordCount];
        for (int i = 0; i < wordCount; i++)
        {
            ushort word = UInt16((ushort)(address + i));
            bytes[2 * i] = (byte)(word >> 8);
            bytes[(2 * i) + 1] = (byte)word;
        }
        int end = Array.IndexOf(bytes, (byte)0);
        return Encoding.ASCII.GetString(bytes, 0, end < 0 ? bytes.Length : end).Trim();
    }
}
