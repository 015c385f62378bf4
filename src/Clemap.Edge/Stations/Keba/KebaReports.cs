using System.Text.Json.Serialization;

namespace Clemap.Edge.Stations.Keba;

internal interface IKebaReport
{
    int? Id { get; }
}

/// <summary>State and settings; names and units (mA, s) are the maker's.</summary>
internal sealed record KebaSettings : IKebaReport
{
    [JsonPropertyName("ID")] public int? Id { get; init; }

    /// <summary>0 starting, 1 not ready, 2 ready, 3 charging, 4 error, 5 interrupted or not authorised.</summary>
    [JsonPropertyName("State")] public int? State { get; init; }

    /// <summary>0, 1, 3 without, 5 and 7 with a vehicle.</summary>
    [JsonPropertyName("Plug")] public int? Plug { get; init; }
    [JsonPropertyName("Enable user")] public int? EnableUser { get; init; }
    [JsonPropertyName("Max curr")] public int? OfferedMa { get; init; }
    [JsonPropertyName("Curr user")] public int? LimitMa { get; init; }
    [JsonPropertyName("Curr FS")] public int? FailSafeMa { get; init; }
    [JsonPropertyName("Tmo FS")] public int? FailSafeS { get; init; }
}

/// <summary>What it measures: V, mA, mW, 0.1 %, 0.1 Wh.</summary>
internal sealed record KebaMeasurements : IKebaReport
{
    [JsonPropertyName("ID")] public int? Id { get; init; }
    [JsonPropertyName("U1")] public double? U1 { get; init; }
    [JsonPropertyName("U2")] public double? U2 { get; init; }
    [JsonPropertyName("U3")] public double? U3 { get; init; }
    [JsonPropertyName("I1")] public double? I1 { get; init; }
    [JsonPropertyName("I2")] public double? I2 { get; init; }
    [JsonPropertyName("I3")] public double? I3 { get; init; }
    [JsonPropertyName("P")] public double? P { get; init; }
    [JsonPropertyName("PF")] public double? Pf { get; init; }
    [JsonPropertyName("E pres")] public double? SessionEnergy { get; init; }
    [JsonPropertyName("E total")] public double? TotalEnergy { get; init; }
}

/// <summary>The session that runs, or the last one.</summary>
internal sealed record KebaSession : IKebaReport
{
    [JsonPropertyName("ID")] public int? Id { get; init; }
    [JsonPropertyName("RFID tag")] public string? Card { get; init; }
}

/// <summary>Some firmware writes numbers as texts.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(KebaSettings))]
[JsonSerializable(typeof(KebaMeasurements))]
[JsonSerializable(typeof(KebaSession))]
internal sealed partial class KebaJson : JsonSerializerContext;
