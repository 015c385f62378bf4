using Clemap.Contracts.Sites;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.Configuration;

/// <summary>The configuration in the words of the cloud and of the load control.</summary>
internal static class SiteModels
{
    public static SiteModel ForCloud(EdgeConfiguration configuration) => new()
    {
        Circuits = [.. configuration.Circuits.Select(c => new CircuitModel(c.Id, c.Name, c.ParentId, c.RatingA, c.MeterId))],
        Meters = [.. configuration.Meters.Select(m => new MeterModel(m.Id, m.Name, m.Kind))],
        Stations =
        [
            .. configuration.Stations.Select(s => new StationModel(
                s.Id, s.Name, s.CircuitId, s.Model, s.Switched, s.Phases, s.Rotation, s.MinimumA, s.MaximumA, s.FallbackA)),
        ],
    };

    /// <param name="stepA">The smallest step of each station's orders, when its driver knows one.</param>
    public static TopologyResult Topology(EdgeConfiguration configuration, IReadOnlyDictionary<Guid, double?>? stepA = null) =>
        SiteTopology.Create(
            configuration.Circuits.Select(c => new Circuit(c.Id, c.Name, c.ParentId, PhaseCurrents.Balanced(c.RatingA))
            {
                HasMeter = c.MeterId is not null,
                WorstBaseLoadA = c.ParentId is null ? PhaseCurrents.Balanced(configuration.BaseLoadA) : PhaseCurrents.Zero,
            }),
            configuration.Stations.Select(s => new Station(
                s.Id, s.Name, s.CircuitId, PhaseRotation.Parse(s.Rotation), s.MinimumA, s.MaximumA, s.FallbackA)
            {
                StepA = stepA?.GetValueOrDefault(s.Id),
                Switched = s.Switched,
            }));
}
