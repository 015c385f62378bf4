using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Edge.Meters;

namespace Clemap.Edge.BuildingInterface;

/// <summary>What the meter of the grid connection shows, in the order of L1, L2, L3; what it does not show, or is too old, is <c>null</c>. Positive flows into the building.</summary>
internal sealed record BuildingLive(
    DateTimeOffset? Time, double?[] VoltageV, double?[] CurrentA, double?[] ActivePowerW, double? ActivePowerTotalW, double? ReactivePowerTotalVar,
    double? ApparentPowerTotalVA, double? PowerFactor, long? ImportWh, long? ExportWh)
{
    public static BuildingLive Of(MeterSample? sample) => new(
        sample?.At, Phases(sample?.VoltageV), Phases(sample?.CurrentA), Phases(sample?.ActiveW), Finite(sample?.ActiveW.Sum), Finite(sample?.ReactiveVar),
        Finite(sample?.ApparentVA), Finite(sample?.PowerFactor), sample?.ImportWh, sample?.ExportWh);

    private static double?[] Phases(PhaseValues? values) => [Finite(values?.L1), Finite(values?.L2), Finite(values?.L3)];

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}

/// <param name="ActivePowerActivation">Whether the limits count.</param>
/// <param name="CurrentLimit">A per phase at the grid connection, never above its rating.</param>
/// <param name="FallbackCurrentLimit">The same, in force when the building was silent for <paramref name="KeepAliveSeconds"/>; <c>null</c>: the limit stays.</param>
/// <param name="IsAlive">The building was heard in time.</param>
/// <param name="LimitInForce">A; <c>null</c> when the building limits nothing.</param>
internal sealed record BuildingSettingsView(
    bool ActivePowerActivation, double CurrentLimit, double? FallbackCurrentLimit, int KeepAliveSeconds, bool IsAlive, double? LimitInForce)
{
    public static BuildingSettingsView Of(BuildingControl control, int keepAliveS)
    {
        var settings = control.Settings;
        return new(settings.Active, settings.LimitA, settings.FallbackA, keepAliveS, control.IsAlive, control.LimitA);
    }
}

/// <summary>Problem details (RFC 9457) with the field and the rule that it breaks; <paramref name="Code"/> is stable.</summary>
internal sealed record BuildingProblem(int Status, string Code, string? Field = null, string? Rule = null)
{
    public string Title => Code.Replace('-', ' ');
}

/// <summary>Names as building managers know them.</summary>
[JsonSerializable(typeof(BuildingLive))]
[JsonSerializable(typeof(BuildingSettingsView))]
internal sealed partial class BuildingRestJson : JsonSerializerContext;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BuildingProblem))]
internal sealed partial class BuildingProblemJson : JsonSerializerContext;
