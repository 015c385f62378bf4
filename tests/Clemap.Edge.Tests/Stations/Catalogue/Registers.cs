using Clemap.Edge.Stations.Catalogue;
using Clemap.Edge.Tests.Modbus;

namespace Clemap.Edge.Tests.Stations.Catalogue;

/// <summary>The tests' own way between values and words: it shares nothing with the one that is tested.</summary>
internal static class Registers
{
    /// <summary>Lays a value (A, V, W, Wh, or a code) into the server.</summary>
    public static void Lay(this RegisterServer server, StationDefinition definition, ReadRegister? register, double value)
    {
        if (register is null)
            return;
        ushort[] words = Encode(definition, register, Math.Round(value / UnitOf(register) / register.Scale, 9));
        if (register.Function is 1 or 2)
            server.Coils[register.At] = words[0] != 0;
        else if (register.Function == 4)
            server.SetInput(register.At, words);
        else
            server.Set(register.At, words);
    }

    public static void LayText(this RegisterServer server, ReadRegister register, string text)
    {
        bool isWide = register.Type == RegisterType.WideText;
        var words = new ushort[register.WordCount];
        for (int i = 0; i < words.Length; i++)
            words[i] = register.Type == RegisterType.Letter ? text[0]
                : isWide ? Character(text, i)
                : (ushort)((Character(text, 2 * i) << 8) | Character(text, (2 * i) + 1));
        if (register.Function == 4)
            server.SetInput(register.At, words);
        else
            server.Set(register.At, words);
    }

    /// <summary>What was written, in A or W.</summary>
    public static double Decode(StationDefinition definition, RegisterFormat format, ushort[] words)
    {
        ushort[] highFirst = Order(definition, format) == WordOrder.LowFirst ? [.. words.Reverse()] : words;
        byte[] bytes = [.. highFirst.SelectMany(word => new[] { (byte)(word >> 8), (byte)word }).Reverse()];
        double raw = format.Type switch
        {
            RegisterType.Float32 => BitConverter.ToSingle(bytes),
            RegisterType.Int16 => BitConverter.ToInt16(bytes),
            RegisterType.Uint16 => BitConverter.ToUInt16(bytes),
            RegisterType.Int32 => BitConverter.ToInt32(bytes),
            RegisterType.Uint32 => BitConverter.ToUInt32(bytes),
            _ => throw new NotSupportedException($"{format.Type}"),
        };
        return raw * format.Scale * UnitOf(format);
    }

    private static ushort[] Encode(StationDefinition definition, RegisterFormat format, double raw)
    {
        byte[] bytes = format.Type switch
        {
            RegisterType.Float32 => BitConverter.GetBytes((float)raw),
            RegisterType.Float64 => BitConverter.GetBytes(raw),
            RegisterType.Uint64 or RegisterType.Int64 => BitConverter.GetBytes((long)raw),
            RegisterType.Uint32 or RegisterType.Int32 => BitConverter.GetBytes((uint)(long)raw),
            _ => BitConverter.GetBytes((ushort)(long)raw),
        };
        var words = new ushort[bytes.Length / 2];
        for (int i = 0; i < words.Length; i++)
            words[i] = (ushort)(bytes[2 * i] | (bytes[(2 * i) + 1] << 8)); // low word first
        return Order(definition, format) == WordOrder.LowFirst ? words : [.. words.Reverse()];
    }

    private static WordOrder Order(StationDefinition definition, RegisterFormat format) => format.WordOrder ?? definition.Connection.WordOrder;

    private static double UnitOf(RegisterFormat format) => format.Unit switch
    {
        "mA" or "mV" or "mW" or "ms" => 0.001,
        "kW" or "kWh" or "kVA" or "kvar" => 1000,
        "%" => 0.01,
        _ => 1,
    };

    private static char Character(string text, int at) => at < text.Length ? text[at] : '\0';
}
