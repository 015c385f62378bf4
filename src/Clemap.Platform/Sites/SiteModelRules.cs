using Clemap.Contracts.Sites;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using Clemap.Platform.Http;

namespace Clemap.Platform.Sites;

/// <summary>A reported site model is checked with the same rules as at the edge before the cloud believes it.</summary>
internal static class SiteModelRules
{
    private const int MostNodes = 2_000;

    /// <summary>The first rule that is broken; <see langword="null"/> when it is sound.</summary>
    public static BrokenRule? Check(SiteModel model)
    {
        if (model.Circuits.Count + model.Meters.Count + model.Stations.Count > MostNodes)
            return new("too-large", "", $"A site has at most {MostNodes} circuits, meters and stations.");
        if (WithNothing(model) is { } list)
            return new("missing", list, "An entry of the list is empty.");
        if (model.Stations.FirstOrDefault(station => !PhaseRotation.TryParse(station.Rotation, out _)) is { } odd)
            return new("bad-rotation", $"stations.{odd.Id}", $"'{odd.Rotation}' is not a phase rotation.");
        if (model.Meters.GroupBy(meter => meter.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return new(TopologyErrorCodes.DuplicateId, $"meters.{twice.Key}", $"The id {twice.Key} is used more than once.");
        var meters = model.Meters.Select(meter => meter.Id).ToHashSet();
        if (model.Circuits.FirstOrDefault(circuit => circuit.MeterId is { } meter && !meters.Contains(meter)) is { } unmetered)
            return new("unknown-meter", $"circuits.{unmetered.Id}", $"The meter of '{unmetered.Name}' does not exist.");
        return TopologyOf(model).Errors is [var error, ..] ? new(error.Code, FieldOf(model, error.SubjectId), error.Message) : null;
    }

    /// <summary>The model has passed <see cref="Check"/>.</summary>
    public static SiteTopology Topology(SiteModel model) =>
        TopologyOf(model).Topology ?? throw new InvalidOperationException("A stored site model is not sound.");

    // JSON can hold null between the entries of a list.
    private static string? WithNothing(SiteModel model) =>
        model.Circuits.Any(static circuit => circuit is null) ? "circuits"
        : model.Meters.Any(static meter => meter is null) ? "meters"
        : model.Stations.Any(static station => station is null) ? "stations"
        : null;

    private static TopologyResult TopologyOf(SiteModel model) => SiteTopology.Create(
        model.Circuits.Select(circuit => new Circuit(
            circuit.Id, circuit.Name, circuit.ParentId, new PhaseCurrents(circuit.RatingA, circuit.RatingA, circuit.RatingA))
        {
            HasMeter = circuit.MeterId is not null,
        }),
        model.Stations.Select(station => new Station(
            station.Id, station.Name, station.CircuitId, PhaseRotation.Parse(station.Rotation), station.MinimumA, station.MaximumA, station.FallbackA)
        {
            Switched = station.Switched,
        }));

    private static string FieldOf(SiteModel model, Guid? subject) => subject switch
    {
        null => "circuits",
        { } id when model.Stations.Any(station => station.Id == id) => $"stations.{id}",
        { } id => $"circuits.{id}",
    };
}
