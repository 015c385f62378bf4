using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>Builds the registers of a station: for each what a read shows and what a write does.</summary>
internal sealed class StationRegisters(
    ReferenceDevice device, ChargingPoint point, StationQuantities quantities, StationControl control, Failsafe failsafe,
    Dictionary<string, double> settings)
{
    private readonly AllowedValues _allowed = new(device, quantities);

    /// <exception cref="InvalidOperationException">A register has no meaning.</exception>
    public IReadOnlyList<GeneratedRegister> All()
    {
        foreach (var register in device.Registers.Where(register => register.IsWritten))
            settings.TryAdd(register.Setting, First(register, ProtocolReference.Meanings.Of(device, register)));
        return [.. device.Registers.Select(Build)];
    }

    private GeneratedRegister Build(ReferenceRegister register)
    {
        var meaning = ProtocolReference.Meanings.Of(device, register);
        var type = new RegisterType(register.Type, device.LowWordFirst);
        return new GeneratedRegister(register, Reader(register, meaning, type), register.IsWritten ? Writer(register, meaning, type) : null);
    }

    private ReadWords Reader(ReferenceRegister register, Meaning meaning, RegisterType type)
    {
        if (meaning.Packs is { } packs) return Pack(packs, register.Scale);
        if (meaning.Codes is { } codes)
        {
            return words =>
            {
                var code = Situation.Code(point, codes);
                if (type.IsText) RegisterType.PutText(words, code.GetString()!, utf16: false);
                else type.Put(words, code.GetDouble());
            };
        }

        if (type.IsText)
        {
            var text = quantities.Text(register.Name) ?? (meaning.Value is null ? throw NoMeaning(register) : () => "");
            return words => RegisterType.PutText(words, text(), meaning.Utf16);
        }

        var raw = Raw(register, meaning);
        return words => type.Put(words, raw());
    }

    private Func<double> Raw(ReferenceRegister register, Meaning meaning)
    {
        if (meaning.ShownPhases is { } codes) return () => codes[point.ActivePhases == 1 ? 1 : 3];
        var toRaw = ToRaw(register);
        var shown = register.Setting;
        if (meaning.Reads is null && Exists(shown)) return () => settings[shown] / register.Scale;
        var name = meaning.Reads ?? register.Name;
        Func<double>? value = name switch
        {
            "failsafeActive" => () => failsafe.Silent ? 1 : 0,
            "setpointValidTime" => () => failsafe.RemainingS,
            _ when meaning.Value is { } constant && meaning.Reads is null => () => constant / toRaw,
            _ => quantities.Named(name) ?? quantities.Number(name),
        };
        if (value is null) throw NoMeaning(register);
        return () => value() * toRaw;
    }

    private bool Exists(string setting) => settings.ContainsKey(setting);

    private WriteWords Writer(ReferenceRegister register, Meaning meaning, RegisterType type)
    {
        if (type.IsText) return _ => ModbusFault.None;
        return words =>
        {
            var raw = type.Get(words);
            var whole = type.IsFloat ? raw : Math.Round(raw);
            var scale = raw <= meaning.WholeAmpereUpTo ? 1 : register.Scale;
            var value = whole * scale;
            if (!double.IsFinite(value) || !_allowed.Has(register, meaning, whole, value)) return ModbusFault.IllegalDataValue;
            settings[register.Setting] = value;
            control.Written(register, meaning, whole, value);
            failsafe.Written(register, whole);
            return ModbusFault.None;
        };
    }

    /// <param name="scale">Of all but the state.</param>
    private ReadWords Pack(IReadOnlyList<string> names, double scale)
    {
        var states = ProtocolReference.Meanings.Of(device).Registers["chargingState"].Codes!;
        Func<double>[] values = [.. names.Select<string, Func<double>>(name => name == "chargingState"
            ? () => Situation.Code(point, states).GetDouble()
            : () => Math.Round(quantities.Named(name)!() / scale))];
        return words =>
        {
            for (var i = 0; i < words.Length; i++) words[i] = (ushort)values[i]();
        };
    }

    /// <summary>What a setting holds when the station comes from its electrician.</summary>
    private double First(ReferenceRegister register, Meaning meaning)
    {
        if (meaning.Value is { } raw) return raw * register.Scale;
        if (meaning.Releases is [var released, ..]) return released * register.Scale;
        if (meaning.Phases is { } phases) return phases.First(pair => pair.Value == 3).Key;
        var fallbackA = point.Station.FallbackA;
        return register.Setting switch
        {
            "failsafeTimeout" or "watchdogTimeout" => failsafe.FirstTimeoutS,
            "powerLimit" or "failsafePower" => fallbackA * StationQuantities.NominalV * point.Phases,
            var group when group.StartsWith("groupCurrentLimit", StringComparison.Ordinal) => point.MaximumA,
            var limit when limit == "dutyCycle" || limit.StartsWith("currentLimit", StringComparison.Ordinal)
                || limit.StartsWith("failsafeCurrent", StringComparison.Ordinal) => fallbackA,
            _ when meaning.Pauses is not null || meaning.Inert => 0,
            _ => throw NoMeaning(register),
        };
    }

    /// <summary>Raw steps for one of what the quantity is told in: W, A, V, a share for percents, Wh for VAh.</summary>
    private static double ToRaw(ReferenceRegister register) => register.Unit switch
    {
        "%" => 100 / register.Scale,
        "VAh" => 1 / (ChargingPoint.PowerFactor * register.Scale),
        _ => 1 / register.Scale,
    };

    private InvalidOperationException NoMeaning(ReferenceRegister register) =>
        new($"Register '{register.Name}' of {device.Id} has no meaning; give it one in meanings.json.");
}
