using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.Meters;

/// <summary>
/// Where a model of meter keeps its values: one file each in <c>Definitions/</c>. Values in the units of the field's name, in grid order, positive from the
/// grid into the building; a value that is not named is not measured.
/// </summary>
internal sealed record MeterDefinition
{
    public required string Id { get; init; }
    public required string Maker { get; init; }
    public required string Model { get; init; }

    /// <summary>high, medium or low: how well the addresses are attested.</summary>
    public required string Confidence { get; init; }

    /// <summary>3 holding, 4 input registers.</summary>
    public required int Function { get; init; }

    /// <summary>The most words of one request.</summary>
    public required int LongestRead { get; init; }

    public required MeterValue VoltageV { get; init; }
    public required MeterValue CurrentA { get; init; }
    public MeterValue? ActiveW { get; init; }
    public MeterValue? TotalActiveW { get; init; }
    public MeterValue? ReactiveVar { get; init; }
    public MeterValue? ApparentVA { get; init; }
    public MeterValue? PowerFactor { get; init; }
    public MeterValue? ImportWh { get; init; }
    public MeterValue? ExportWh { get; init; }

    public IEnumerable<MeterValue> Values =>
        new[] { VoltageV, CurrentA, ActiveW, TotalActiveW, ReactiveVar, ApparentVA, PowerFactor, ImportWh, ExportWh }.OfType<MeterValue>();
}

/// <param name="At">Zero-based address for each of three phases, or one for a total.</param>
/// <param name="Times">Raw to the unit.</param>
internal sealed record MeterValue(IReadOnlyList<ushort> At, MeterValueType Type, double Times = 1)
{
    public int Words => Type switch
    {
        MeterValueType.Int16 or MeterValueType.Uint16 => 1,
        MeterValueType.Int64 or MeterValueType.Uint64 or MeterValueType.Float64 => 4,
        _ => 2,
    };
}

internal enum MeterValueType
{
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Uint64,
    Float32,
    Float64,
}

internal sealed class MeterValueTypeJson() : JsonStringEnumConverter<MeterValueType>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(MeterValueTypeJson)])]
[JsonSerializable(typeof(MeterDefinition))]
internal sealed partial class MeterJson : JsonSerializerContext;
