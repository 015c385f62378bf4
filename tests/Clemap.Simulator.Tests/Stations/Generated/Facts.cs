using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Tests.Stations.Generated;

/// <summary>The facts of a model, read and decoded here a second time, so that a slip of the simulator's own reading shows.</summary>
internal sealed class Facts
{
    private static readonly JsonDocument All = Open();

    private readonly JsonElement _device;

    public Facts(string id, string list = "stations") =>
        _device = All.RootElement.GetProperty(list).EnumerateArray().Single(d => Text(d, "id") == id);

    public static TheoryData<string> ModbusStations => WithRegisters("stations");

    public static TheoryData<string> ModbusMeters => WithRegisters("meters");

    public byte Unit => _device.GetProperty("unitId").GetByte();

    public string FailsafeClass => _device.GetProperty("failsafe").GetProperty("class").GetString()!;

    public IReadOnlyList<FactRegister> Registers =>
        [.. _device.GetProperty("registers").EnumerateArray().Select(r => new FactRegister(r, Text(_device, "wordOrder") == "low-word-first"))];

    public FactRegister? Find(string name) => Registers.FirstOrDefault(register => register.Name == name);

    public FactRegister this[string name] => Find(name) ?? throw new InvalidOperationException($"No register {name}.");

    /// <returns>The pilot letter and whether it charges, for what the state register reads.</returns>
    public (char Letter, bool Charging) State(byte[] bytes)
    {
        var register = this["chargingState"];
        var text = register.Type == "string" ? Encoding.ASCII.GetString(bytes).TrimEnd('\0') : null;
        var number = text is null ? (int)register.Decode(bytes) & (Text(_device, "id") == "abb-terra-ac" ? 0x7F : 0xFFFF) : 0;
        if (_device.TryGetProperty("stateMap", out var map))
        {
            foreach (var key in new[] { text, text?[..1], $"{number}", $"{number:X2}", number is >= 65 and <= 70 ? $"{(char)number}" : null })
            {
                if (key is not null && map.TryGetProperty(key, out var state))
                    return (Text(state, "iec61851")[0], state.GetProperty("charging").GetBoolean());
            }
        }

        var letter = text?[0] ?? (number >= 0xA0 ? (char)('A' + (number >> 4) - 0xA) : (char)number);
        return (letter, letter == 'C');
    }

    private static TheoryData<string> WithRegisters(string list) =>
        [.. All.RootElement.GetProperty(list).EnumerateArray().Where(d => d.TryGetProperty("registers", out _)).Select(d => Text(d, "id"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static JsonDocument Open()
    {
        using var stream = typeof(StationModel).Assembly.GetManifestResourceStream("charging-station-protocols.json")!;
        return JsonDocument.Parse(stream);
    }
}

internal sealed class FactRegister(JsonElement facts, bool lowWordFirst)
{
    public string Name { get; } = facts.GetProperty("name").GetString()!;
    public ushort Address { get; } = facts.GetProperty("address").GetUInt16();
    public string Type { get; } = facts.GetProperty("type").GetString()!;
    public int Words { get; } = facts.GetProperty("words").GetInt32();
    public double Scale { get; } = facts.GetProperty("scale").GetDouble();
    public string Unit { get; } = facts.TryGetProperty("unit", out var unit) ? unit.GetString()! : "";
    public IReadOnlyList<byte> Functions { get; } = [.. facts.GetProperty("function").EnumerateArray().Select(f => f.GetByte())];

    public byte? ReadFunction => Functions.Where(f => f is 1 or 3 or 4).Select(f => (byte?)f).FirstOrDefault();

    /// <returns>The raw value.</returns>
    public double Decode(byte[] bytes)
    {
        var ordered = Ordered(bytes);
        return Type switch
        {
            "uint16" or "bool" => BinaryPrimitives.ReadUInt16BigEndian(ordered),
            "int16" => BinaryPrimitives.ReadInt16BigEndian(ordered),
            "uint32" => BinaryPrimitives.ReadUInt32BigEndian(ordered),
            "int32" => BinaryPrimitives.ReadInt32BigEndian(ordered),
            "uint64" => BinaryPrimitives.ReadUInt64BigEndian(ordered),
            "int64" => BinaryPrimitives.ReadInt64BigEndian(ordered),
            "float32" => BinaryPrimitives.ReadSingleBigEndian(ordered),
            "float64" => BinaryPrimitives.ReadDoubleBigEndian(ordered),
            _ => throw new InvalidOperationException($"{Name} is no number."),
        };
    }

    public byte[] Encode(double raw)
    {
        var bytes = new byte[2 * Words];
        switch (Type)
        {
            case "uint16" or "int16":
                BinaryPrimitives.WriteInt16BigEndian(bytes, (short)(int)Math.Round(raw));
                break;
            case "uint32" or "int32":
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(long)Math.Round(raw));
                break;
            case "float32":
                BinaryPrimitives.WriteSingleBigEndian(bytes, (float)raw);
                break;
            case "float64":
                BinaryPrimitives.WriteDoubleBigEndian(bytes, raw);
                break;
            default:
                throw new InvalidOperationException($"{Name} of type {Type} is not written here.");
        }

        return Ordered(bytes);
    }

    private byte[] Ordered(byte[] bytes) => lowWordFirst ? [.. bytes.Chunk(2).Reverse().SelectMany(word => word)] : bytes;
}
