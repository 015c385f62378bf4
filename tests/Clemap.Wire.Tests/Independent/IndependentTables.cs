using System.Text.Json;
using Clemap.Simulator.Stations.Generated;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Wire.Tests.Independent;

/// <summary>What a server that others wrote holds for a model: a car that charges, from the facts of its maker's interface.</summary>
/// <param name="fallbackS">After how many seconds of silence the station is at its fallback, where it can be set.</param>
internal sealed class IndependentTables(string model, double? fallbackS)
{
    public const double VoltageV = 230;
    public const double PowerW = 6_900;
    public const double ImportWh = 123_400;

    /// <summary>Both the fallback and what is in force at first, A a phase.</summary>
    public const double FallbackA = 6;

    private static readonly string[][] LimitNames = [["currentLimit"], ["currentLimitL1", "currentLimitL2", "currentLimitL3"], ["powerLimit"]];

    private readonly ReferenceDevice device = ProtocolReference.Station(model);

    /// <summary>On terminal 1, 2 and 3.</summary>
    public static double CurrentA(int phase) => 9 + phase;

    /// <returns>The content for the server.</returns>
    public string Content(byte unit)
    {
        var tables = new Dictionary<string, Dictionary<string, int>> { ["holding"] = [], ["input"] = [], ["coils"] = [], ["discrete"] = [] };
        foreach (var register in device.Registers)
        {
            if (Words(register) is not { } words)
                continue;
            foreach (int function in register.Function)
                for (int i = 0; i < words.Length; i++)
                    tables[function switch { 1 or 5 => "coils", 2 => "discrete", 4 => "input", _ => "holding" }][$"{register.Address + i}"] = words[i];
        }
        var content = new Dictionary<string, object>(tables.Select(table => KeyValuePair.Create<string, object>(table.Key, table.Value))) { ["unit"] = unit };
        return JsonSerializer.Serialize(content);
    }

    /// <summary>The set point of the model: one register, or one a phase.</summary>
    public IEnumerable<ReferenceRegister> Limits => LimitNames
        .Select(names => device.Registers.Where(register => register.IsWritten && names.Contains(register.Name)).ToList())
        .First(found => found.Count > 0);

    public Meaning MeaningOf(ReferenceRegister register) => ProtocolReference.Meanings.Of(device, register);

    public IReadOnlyList<ReferenceRegister> Registers => device.Registers;

    public double Raw(ReferenceRegister register, ReadOnlySpan<ushort> words) => new RegisterType(register.Type, device.LowWordFirst).Get(words);

    private ushort[]? Words(ReferenceRegister register)
    {
        var words = new ushort[register.Words];
        var meaning = MeaningOf(register);
        if (meaning.Codes is { } codes)
        {
            var code = codes.TryGetValue("charging", out var charging) ? charging : codes["plugged"];
            if (register.Type == "string")
                RegisterType.PutText(words, code.GetString()!, utf16: false);
            else
                new RegisterType(register.Type, device.LowWordFirst).Put(words, code.GetDouble());
            return words;
        }
        double? value = register.Name switch
        {
            "currentL1" or "currentL2" or "currentL3" => CurrentA(register.Name[^1] - '1'),
            "voltageL1" or "voltageL2" or "voltageL3" => VoltageV,
            "activePowerL1" or "activePowerL2" or "activePowerL3" => PowerW / 3,
            "activePower" => PowerW,
            "energyImport" => ImportWh,
            "failsafeCurrent" or "currentLimit" => FallbackA,
            "failsafeTimeout" or "watchdogTimeout" => fallbackS,
            _ when meaning.Releases is [var released, ..] => released * register.Scale,
            _ => meaning.Value * register.Scale,
        };
        if (value is not { } known || register.Type == "string")
            return null;
        new RegisterType(register.Type, device.LowWordFirst).Put(words, known / register.Scale);
        return words;
    }
}
