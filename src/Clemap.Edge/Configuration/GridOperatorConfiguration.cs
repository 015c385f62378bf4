using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.Configuration;

/// <summary>What the grid operator may do here.</summary>
internal sealed record GridOperatorConfiguration
{
    public RippleConfiguration? Ripple { get; init; }

    /// <summary>§ 14a EnWG holds: an order leaves the minimum power of the law, unless it locks.</summary>
    public bool Section14a { get; init; }
}

/// <summary>The contact of a ripple-control receiver, and what charging may still take while it is active: one of the three, or nothing at all.</summary>
internal sealed record RippleConfiguration
{
    [JsonConverter(typeof(ContactKindJson))]
    public required ContactKind Contact { get; init; }

    /// <summary>The contact is at an input of a Modbus module.</summary>
    public ModbusInputConfiguration? Modbus { get; init; }

    /// <summary>The contact is at the device's own input.</summary>
    public GpioInputConfiguration? Gpio { get; init; }

    /// <summary>A per phase, all charging together.</summary>
    public double? LeavesA { get; init; }

    /// <summary>W over all phases, all charging together.</summary>
    public double? LeavesW { get; init; }

    /// <summary>Of what all stations together can take.</summary>
    public double? LeavesPercent { get; init; }

    public RippleSettings Settings() => new(Contact, (LeavesA, LeavesW, LeavesPercent) switch
    {
        ({ } perPhaseA, _, _) => ReductionLimit.Amperes(perPhaseA),
        (_, { } totalW, _) => ReductionLimit.Watts(totalW),
        (_, _, { } percent) => ReductionLimit.Percent(percent),
        _ => ReductionLimit.Off,
    });
}

/// <param name="Input">Address of the discrete input, from 0.</param>
internal sealed record ModbusInputConfiguration(string Host, int Port, int Unit, int Input);

/// <param name="Chip">0 for /dev/gpiochip0.</param>
internal sealed record GpioInputConfiguration(int Chip, int Line);

internal sealed class ContactKindJson() : JsonStringEnumConverter<ContactKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
