using System.Text.Json.Serialization;

namespace Clemap.Contracts.Sites;

/// <summary>
/// What the electrician commissioned: the tree of circuits with its fuses, the meters and the stations. The edge owns it and reports it with
/// <c>PUT /api/v1/device/site-model</c>; the cloud shows it and can never raise a rating in it.
/// </summary>
public sealed record SiteModel
{
    public required IReadOnlyList<CircuitModel> Circuits { get; init; }
    public required IReadOnlyList<MeterModel> Meters { get; init; }
    public required IReadOnlyList<StationModel> Stations { get; init; }
}

/// <param name="Id">Of the circuit.</param>
/// <param name="Name">As the electrician wrote it on the board.</param>
/// <param name="ParentId"><see langword="null"/> for the grid connection; exactly one circuit has none.</param>
/// <param name="RatingA">Fuse, A per phase.</param>
/// <param name="MeterId">The meter that measures this circuit, if there is one.</param>
public sealed record CircuitModel(Guid Id, string Name, Guid? ParentId, double RatingA, Guid? MeterId = null)
{
    // Absent means null in our JSON, and only trailing parameters can say so.
    [JsonConstructor]
    internal CircuitModel(Guid id, string name, double ratingA, Guid? parentId = null, Guid? meterId = null)
        : this(id, name, parentId, ratingA, meterId)
    {
    }
}

/// <param name="Id">Of the meter; readings carry it as their source.</param>
/// <param name="Name">As on the board.</param>
/// <param name="Kind">What it measures.</param>
public sealed record MeterModel(Guid Id, string Name, MeterKind Kind);

[JsonConverter(typeof(JsonStringEnumConverter<MeterKind>))]
public enum MeterKind
{
    [JsonStringEnumMemberName("grid")] Grid,
    [JsonStringEnumMemberName("circuit")] Circuit,
    [JsonStringEnumMemberName("production")] Production,
}

/// <param name="Id">Of the station; readings carry it as their source.</param>
/// <param name="Name">As on the board, for example <c>A1</c>.</param>
/// <param name="CircuitId">The circuit it hangs on.</param>
/// <param name="Model">Protocol definition, for example <c>keba-p30</c>.</param>
/// <param name="Switched">True for an on/off station: the current is all or nothing.</param>
/// <param name="Phases">Number of phases wired, 1 or 3.</param>
/// <param name="Rotation">Grid phase on the station's first, second, third terminal, for example <c>123</c>, <c>231</c>; one digit when one phase is wired.</param>
/// <param name="MinimumA">Smallest current it can offer, A.</param>
/// <param name="MaximumA">Largest current it can offer, A.</param>
/// <param name="FallbackA">What it falls back to when the controller is silent, A.</param>
public sealed record StationModel(
    Guid Id, string Name, Guid CircuitId, string Model, bool Switched, int Phases, string Rotation, double MinimumA, double MaximumA, double FallbackA);
