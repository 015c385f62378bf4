using Clemap.Contracts.Sites;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;
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
            // A member of a cascade is known to the cloud by itself.
            .. configuration.Stations.Where(s => !StationModels.IsMember(s.Model)).Select(s => new StationModel(
                s.Id, s.Name, s.CircuitId, s.Model, s.Switched, s.Phases, s.Rotation, s.MinimumA, s.MaximumA, s.FallbackA)),
        ],
    };

    /// <summary>On the fullest phase of the grid connection when this controller is dead: the worst of the house, and all stations at their fallback, A.</summary>
    public static double WorstAloneA(EdgeConfiguration configuration)
    {
        var sumA = configuration.Stations.Aggregate(PhaseCurrents.Zero, (sum, station) =>
        {
            var rotation = PhaseRotation.Parse(station.Rotation);
            return sum + rotation.ToGrid(PhaseCurrents.Balanced(station.FallbackA));
        });
        return configuration.BaseLoadA + sumA.HighestA;
    }

    public static AllocatorOptions Options(EdgeConfiguration configuration) =>
        AllocatorOptions.Default with
        {
            FrozenAfter = Seconds(configuration.FrozenAfterS),
            Ripple = configuration.GridOperator?.Ripple?.Settings(),
            Section14aApplies = configuration.GridOperator?.Section14a ?? false,
        };

    /// <param name="traits">What the drivers know of their stations, once there are drivers.</param>
    public static TopologyResult Topology(EdgeConfiguration configuration, IReadOnlyDictionary<Guid, StationTraits>? traits = null) =>
        SiteTopology.Create(
            configuration.Circuits.Select(c => new Circuit(c.Id, c.Name, c.ParentId, PhaseCurrents.Balanced(c.RatingA))
            {
                HasMeter = c.MeterId is not null,
                WorstBaseLoadA = c.ParentId is null ? PhaseCurrents.Balanced(configuration.BaseLoadA) : PhaseCurrents.Zero,
                StaticBaseLoadA = c.StaticBaseLoadA,
                MaximumGenerationA = c.GenerationA,
                ExportRatingA = c.ExportRatingA,
                UnbalanceLimitA = c.UnbalanceLimitA,
            }),
            configuration.Stations.Select(s => Station(configuration, s, traits?.GetValueOrDefault(s.Id) ?? default)));

    private static Station Station(EdgeConfiguration configuration, StationConfiguration station, StationTraits traits)
    {
        var commissioned = new Station(
            station.Id, station.Name, station.CircuitId, PhaseRotation.Parse(station.Rotation), station.MinimumA, station.MaximumA, station.FallbackA)
        {
            StepA = traits.StepA,
            Weight = station.Weight ?? 1,
            Switched = station.Switched,
            IsBuilding = StationModels.IsMember(station.Model),
            // A group goes by the id of its first station.
            SwitchGroupId = station.SwitchGroup is { } group ? configuration.Stations.First(other => other.SwitchGroup == group).Id : null,
            MinimumOn = Seconds(station.MinimumOnS),
            MinimumOff = Seconds(station.MinimumOffS),
        };
        return traits.FallbackTime is { } time ? commissioned with { FallbackTime = time } : commissioned;
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
