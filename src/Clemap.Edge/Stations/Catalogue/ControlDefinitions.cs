using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>How a limit is written. In A it is per phase, in W of all phases; always rounded down.</summary>
internal sealed record LimitDefinition : RegisterFormat
{
    /// <summary>One register, or one for each phase.</summary>
    public required IReadOnlyList<ushort> At { get; init; }

    public byte Function { get; set; } = 6;

    /// <summary>What the station resolves, A or W; one step of the raw value unless given.</summary>
    public double? Step { get; init; }

    /// <summary>The least limit, A or W: what lies below is a pause.</summary>
    public double Lowest { get; set; }

    /// <summary>The highest value the register takes, A or W.</summary>
    public required double Highest { get; init; }

    /// <summary>The station takes no rise sooner after the last write, s; less is written at once.</summary>
    public double MinIntervalS { get; set; }

    /// <summary>The same limit is written again after this, s.</summary>
    public double RefreshS { get; set; } = 60;

    /// <summary>A 0 in the register means "no limit": it is never written, and when it is seen the limit was lost.</summary>
    public bool ZeroLifts { get; set; }

    /// <summary>Firmware with another scale.</summary>
    public OtherScale? OtherScale { get; init; }
}

/// <summary>
/// Two scales of the limit in the field: which one, is seen at the station. Nobody knows: the scale of the limit itself is taken, so it has to be
/// the one with the smaller raw numbers.
/// </summary>
internal sealed record OtherScale
{
    public required double Scale { get; init; }

    /// <summary>The limit register shows at least this raw value.</summary>
    public required double RawFrom { get; init; }

    /// <summary>Text with the firmware, and the first one with this scale.</summary>
    public ReadRegister? Firmware { get; init; }
    public string? FirmwareFrom { get; init; }
}

/// <summary>How the station pauses: by a raw value of the limit, by a register of its own, or by both.</summary>
internal sealed record PauseDefinition
{
    /// <summary>Raw value of the limit register that pauses; absent where none does, or where 0 would lift the limit.</summary>
    public double? Limit { get; init; }

    public ReleaseDefinition? Release { get; init; }
}

/// <summary>The release: taken away for a pause, given after the limit stands.</summary>
internal sealed record ReleaseDefinition
{
    public required ushort At { get; init; }
    public byte Function { get; set; } = 6;
    public required ushort Off { get; init; }
    public required ushort On { get; init; }

    /// <summary>1 or 3 where it can be read back.</summary>
    public byte? ReadFunction { get; init; }
}

/// <summary>What the station does when it hears nothing.</summary>
internal sealed record FallbackDefinition
{
    public required FallbackClass Class { get; init; }

    /// <summary>In words.</summary>
    public required string OnSilence { get; init; }

    /// <summary>It is at its fallback after this, s. Written to the station where it has a register for it.</summary>
    public double? TimeS { get; init; }

    public IReadOnlyList<FallbackRegister> Registers { get; set; } = [];
    public HeartbeatDefinition? Heartbeat { get; init; }

    /// <summary>The fallback is written or checked; otherwise the station may go on with whatever it has.</summary>
    [JsonIgnore]
    public bool IsHeld => Registers.Any(register => register.Holds is FallbackValue.Current or FallbackValue.Power);
}

/// <summary>One value of the fallback, written where there is a <see cref="Write"/>, and compared where there is a <see cref="Check"/>.</summary>
internal sealed record FallbackRegister
{
    public required FallbackValue Holds { get; init; }

    /// <summary>The raw number of a constant.</summary>
    public long? Value { get; init; }

    /// <summary>The raw number for a fallback of 0 A, where 0 means something else.</summary>
    public long? Zero { get; init; }

    public WriteRegister? Write { get; init; }

    public ReadRegister? Check { get; init; }
}

/// <summary>Written again and again, so that the station knows somebody is there.</summary>
internal sealed record HeartbeatDefinition : WriteRegister
{
    /// <summary>The raw number; absent: the time of silence.</summary>
    public long? Value { get; init; }

    public required double EveryS { get; init; }
}
