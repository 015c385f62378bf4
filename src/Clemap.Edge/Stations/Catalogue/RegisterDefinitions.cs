using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>How a value lies in its registers. Value = raw × <see cref="Scale"/> in <see cref="Unit"/>.</summary>
internal abstract record RegisterFormat
{
    public RegisterType Type { get; set; }

    /// <summary>Length of a text.</summary>
    public int? Words { get; init; }
    public double Scale { get; set; } = 1;

    /// <summary>See <see cref="Units"/>; <see langword="null"/> for a code.</summary>
    public string? Unit { get; init; }

    /// <summary>Of this value, where it differs from the connection's.</summary>
    public WordOrder? WordOrder { get; init; }

    [JsonIgnore]
    public int WordCount => Type switch
    {
        RegisterType.Text or RegisterType.WideText => Words ?? 0,
        RegisterType.Uint32 or RegisterType.Int32 or RegisterType.Float32 => 2,
        RegisterType.Uint64 or RegisterType.Int64 or RegisterType.Float64 => 4,
        _ => 1,
    };

    [JsonIgnore]
    public bool IsText => Type is RegisterType.Text or RegisterType.WideText or RegisterType.Letter;

    /// <summary>One step of the raw value in A, W, Wh, V or s.</summary>
    [JsonIgnore]
    public double Factor => Scale * (Unit is null ? 1 : Units.Factor(Unit));
}

internal abstract record ReadFormat : RegisterFormat
{
    /// <summary>1 coil, 2 discrete input, 3 holding register, 4 input register.</summary>
    public byte Function { get; set; } = 3;

    /// <summary>Raw values that mean "not available"; a float that is no number always does.</summary>
    public IReadOnlyList<ulong> Missing { get; set; } = [];

    /// <summary>Bits that count.</summary>
    public ulong? Mask { get; init; }

    /// <summary>Some firmware refuses it: then the value is missing, and the rest stands.</summary>
    public bool Optional { get; set; }
}

internal sealed record ReadRegister : ReadFormat
{
    public required ushort At { get; init; }
}

/// <summary>The same value of terminals 1, 2 and 3.</summary>
internal sealed record PhaseRegisters : ReadFormat
{
    public required IReadOnlyList<ushort> At { get; init; }

    public ReadRegister Of(int phase) => new()
    {
        At = At[phase],
        Type = Type,
        Words = Words,
        Scale = Scale,
        Unit = Unit,
        WordOrder = WordOrder,
        Function = Function,
        Missing = Missing,
        Mask = Mask,
        Optional = Optional,
    };
}

internal record WriteRegister : RegisterFormat
{
    public required ushort At { get; init; }

    /// <summary>5 coil, 6 one register, 16 several in one request.</summary>
    public byte Function { get; set; } = 6;
}

/// <summary>A number that the maker asks for.</summary>
internal sealed record SetupWrite : WriteRegister
{
    public required long Value { get; init; }

    /// <summary>It is read back by function 3 and must be the same.</summary>
    public bool Check { get; set; }
}

/// <summary>What can be read. Phase values are by terminal; positive flows into the car.</summary>
internal sealed record ReadsDefinition
{
    public ReadRegister? State { get; init; }
    public ReadRegister? Cable { get; init; }
    public ReadRegister? Availability { get; init; }
    public PhaseRegisters? Current { get; init; }
    public PhaseRegisters? Voltage { get; init; }
    public PhaseRegisters? PhasePower { get; init; }

    /// <summary>Of all phases, or on the side of the battery.</summary>
    public ReadRegister? Power { get; init; }

    /// <summary>With the losses, on the side of the grid: taken in place of <see cref="Power"/> where it is not 0.</summary>
    public ReadRegister? InputPower { get; init; }
    public ReadRegister? ApparentPower { get; init; }
    public ReadRegister? ReactivePower { get; init; }
    public ReadRegister? PowerFactor { get; init; }
    public ReadRegister? EnergyImport { get; init; }
    public ReadRegister? EnergyExport { get; init; }

    /// <summary>Lifetime registers by terminal, where there is none for all.</summary>
    public PhaseRegisters? PhaseEnergy { get; init; }

    /// <summary>Where there is no lifetime register.</summary>
    public ReadRegister? SessionEnergy { get; init; }
    public ReadRegister? SessionExport { get; init; }
    public ReadRegister? Card { get; init; }

    /// <summary>The written limit as the station keeps it: another value means that it was lost.</summary>
    public ReadRegister? SetPoint { get; init; }

    /// <summary>The limit in force, which cable or installation may lower.</summary>
    public ReadRegister? AppliedLimit { get; init; }

    /// <summary>The most the station takes as a limit now.</summary>
    public ReadRegister? OfferedPower { get; init; }
}
