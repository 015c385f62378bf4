using Clemap.Contracts.Sites;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Configuration;

/// <summary>What a configuration must hold before anything is switched with it.</summary>
internal static class ConfigurationRules
{
    public static IReadOnlyList<ConfigurationProblem> Check(EdgeConfiguration configuration)
    {
        var problems = new List<ConfigurationProblem>();
        void Rule(bool holds, string field, string rule)
        {
            if (!holds)
                problems.Add(new(field, rule));
        }

        Rule(configuration.Serial.Length > 0, "serial", "must not be empty");
        Rule(configuration.DataDir.Length > 0, "dataDir", "must not be empty");
        Rule(configuration.LocalPort is >= 0 and <= 65535, "localPort", "must be 0 to 65535");
        Rule(configuration.BaseLoadA >= 0, "baseLoadA", "must not be negative");
        if (configuration.Cloud is { } cloud)
            Rule(
                Uri.TryCreate(cloud.Address, UriKind.Absolute, out var address) && address.Scheme is "http" or "https",
                "cloud.address", "must be an absolute http or https address");

        CheckIds(configuration, Rule);
        CheckCircuits(configuration, Rule);
        foreach (var (i, meter) in configuration.Meters.Index())
        {
            Rule(MeterModels.IsKnown(meter.Model), $"meters[{i}].model", $"'{meter.Model}' is not known; known are {MeterModels.Known}");
            CheckAddress(meter.Host, meter.Port, meter.Unit, $"meters[{i}]", Rule);
        }
        foreach (var (i, station) in configuration.Stations.Index())
            CheckStation(station, $"stations[{i}]", Rule);
        return problems.Count > 0 ? problems : [.. TopologyProblems(configuration)];
    }

    private static void CheckIds(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        var seen = new HashSet<Guid>();
        foreach (var circuit in configuration.Circuits)
            seen.Add(circuit.Id);
        foreach (var (i, meter) in configuration.Meters.Index())
            rule(seen.Add(meter.Id), $"meters[{i}].id", "is used twice");
        foreach (var (i, station) in configuration.Stations.Index())
            rule(seen.Add(station.Id), $"stations[{i}].id", "is used twice");
    }

    private static void CheckCircuits(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        foreach (var (i, circuit) in configuration.Circuits.Index())
            rule(
                circuit.MeterId is not { } meter || configuration.Meters.Any(candidate => candidate.Id == meter),
                $"circuits[{i}].meterId", "names no meter");
        var grid = configuration.Circuits.FirstOrDefault(circuit => circuit.ParentId is null);
        var gridMeter = configuration.Meters.FirstOrDefault(meter => meter.Id == grid?.MeterId);
        rule(gridMeter is { Kind: MeterKind.Grid }, "circuits", "the grid connection needs a meter of kind 'grid'");
    }

    /// <summary>The tree, its ratings, and the proof that all fallbacks together fit every fuse.</summary>
    private static IEnumerable<ConfigurationProblem> TopologyProblems(EdgeConfiguration configuration) =>
        SiteModels.Topology(configuration).Errors.Select(error => new ConfigurationProblem(FieldOf(configuration, error.SubjectId), error.Message));

    private static string FieldOf(EdgeConfiguration configuration, Guid? id)
    {
        foreach (var (i, circuit) in configuration.Circuits.Index())
            if (circuit.Id == id)
                return $"circuits[{i}]";
        foreach (var (i, station) in configuration.Stations.Index())
            if (station.Id == id)
                return $"stations[{i}]";
        return "circuits";
    }

    private static void CheckStation(StationConfiguration station, string field, Action<bool, string, string> rule)
    {
        rule(
            StationModels.IsKnown(station.Model), $"{field}.model", $"'{station.Model}' is not known; known are {StationModels.Known}");
        CheckAddress(station.Host, station.Port, station.Unit ?? 0, field, rule);
        rule(station.Phases is 1 or 3, $"{field}.phases", "must be 1 or 3");
        rule(
            PhaseRotation.TryParse(station.Rotation, out var rotation) && rotation.IsKnown && rotation.Phases == station.Phases,
            $"{field}.rotation",
            "must name the grid phase of each terminal, for example 231, or 3 when one phase is wired");
        rule(station.MinimumA > 0, $"{field}.minimumA", "must be above 0");
        rule(station.MaximumA >= station.MinimumA, $"{field}.maximumA", "must not be below minimumA");
        rule(
            station.FallbackA == 0 || (station.FallbackA >= station.MinimumA && station.FallbackA <= station.MaximumA),
            $"{field}.fallbackA", "must be 0 or between minimumA and maximumA");
        rule(
            StationModels.FallsBack(station.Model) || station.FallbackA == station.MaximumA,
            $"{field}.fallbackA", "must be maximumA: this model keeps its last order when the controller is silent");
        rule(
            station.Switched == StationModels.IsSwitched(station.Model), $"{field}.switched",
            StationModels.IsSwitched(station.Model) ? "must be true for this model" : "must be false for this model");
        rule(!station.Switched || station.Meter is not null, $"{field}.meter", "a switched station needs a meter");
        if (station.Meter is { } meter)
        {
            rule(MeterModels.IsKnown(meter.Model), $"{field}.meter.model", $"'{meter.Model}' is not known; known are {MeterModels.Known}");
            CheckAddress(meter.Host, meter.Port, meter.Unit, $"{field}.meter", rule);
        }
    }

    private static void CheckAddress(string host, int port, int unit, string field, Action<bool, string, string> rule)
    {
        rule(host.Length > 0, $"{field}.host", "must not be empty");
        rule(port is > 0 and <= 65535, $"{field}.port", "must be 1 to 65535");
        rule(unit is >= 0 and <= 255, $"{field}.unit", "must be 0 to 255");
    }
}
