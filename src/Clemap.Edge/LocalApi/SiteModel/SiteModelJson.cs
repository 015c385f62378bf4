using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <param name="Field">Path in edge.json, for example <c>stations[2].fallbackA</c>.</param>
/// <param name="Rule">The rule it breaks, in the language of the asker.</param>
internal sealed record FieldProblem(string Field, string Rule);

/// <summary>One line of the proof that all fallbacks together fit, A on L1, L2, L3.</summary>
/// <param name="BaseA">The worst load beside charging.</param>
/// <param name="FallbackA">What the stations below it take when nobody speaks to them.</param>
internal sealed record FallbackLine(Guid CircuitId, string Name, double RatingA, double[] BaseA, double[] FallbackA);

/// <param name="Proof">Absent while the tree itself is wrong.</param>
internal sealed record CheckResult(IReadOnlyList<FieldProblem> Problems, IReadOnlyList<FallbackLine>? Proof);

/// <summary>Problem details with the fields that are wrong.</summary>
internal sealed record ConfigurationProblemDocument(string Title, int Status, string Code, IReadOnlyList<FieldProblem> Problems);

/// <summary>A configuration to take along: for a new box, or to go back to.</summary>
internal sealed record Backup(string Format, int Version, string Serial, string Software, DateTimeOffset MadeAt, JsonElement Configuration)
{
    public const string KnownFormat = "clemap-edge-backup";
}

internal sealed record SiteView(
    string Serial, IReadOnlyList<SiteCircuit> Circuits, IReadOnlyList<SiteMeter> Meters, IReadOnlyList<SiteStation> Stations);

internal sealed record SiteCircuit(Guid Id, string Name, Guid? ParentId, double RatingA, Guid? MeterId);

internal sealed record SiteMeter(Guid Id, string Name, string Kind);

internal sealed record SiteStation(
    Guid Id, string Name, Guid CircuitId, string Model, bool Switched, int Phases, string Rotation, double MinimumA, double MaximumA, double FallbackA);

/// <summary>What the editor offers to choose from.</summary>
/// <param name="CloudModels">Of stations and meters that are reached through their maker's cloud, each with its vendor.</param>
internal sealed record Choices(
    IReadOnlyList<string> StationModels, IReadOnlyList<string> SwitchedModels, IReadOnlyList<string> MeterModels, IReadOnlyDictionary<string, string> CloudModels,
    IReadOnlyList<CloudVendorChoice> CloudVendors);

/// <param name="HasUser">Otherwise a key alone opens it.</param>
internal sealed record CloudVendorChoice(string Id, string Name, bool HasUser);

/// <summary>An account at a maker's cloud; its secret is never told.</summary>
internal sealed record CloudAccountView(string Name, string Vendor, string? User, bool HasSecret);

internal sealed record CloudSecret(string Secret);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckResult))]
[JsonSerializable(typeof(ConfigurationProblemDocument))]
[JsonSerializable(typeof(Backup))]
[JsonSerializable(typeof(SiteView))]
[JsonSerializable(typeof(Choices))]
[JsonSerializable(typeof(IReadOnlyList<CloudAccountView>))]
[JsonSerializable(typeof(CloudSecret))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SiteModelJson : JsonSerializerContext;
