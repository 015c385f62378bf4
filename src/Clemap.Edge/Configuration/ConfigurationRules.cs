using System.Net;
using Clemap.Contracts.Sites;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Configuration;

/// <summary>What a configuration must hold before anything is switched with it.</summary>
internal static class ConfigurationRules
{
    private const double MostA = 10_000;

    private const int LongestName = 100;

    /// <summary>Of circuits, meters and stations, of each.</summary>
    private const int Most = 500;

    public static IReadOnlyList<ConfigurationProblem> Check(EdgeConfiguration configuration)
    {
        var problems = new List<ConfigurationProblem>();
        void Rule(bool holds, string field, string rule)
        {
            if (!holds)
                problems.Add(new(field, rule));
        }

        // First: what follows looks at each beside all the others.
        Rule(configuration.Circuits.Count <= Most, "circuits", "must not be more than 500");
        Rule(configuration.Meters.Count <= Most, "meters", "must not be more than 500");
        Rule(configuration.Stations.Count <= Most, "stations", "must not be more than 500");
        if (problems.Count > 0)
            return problems;

        Rule(configuration.Serial.Length > 0, "serial", "must not be empty");
        Rule(configuration.DataDir.Length > 0, "dataDir", "must not be empty");
        Rule(configuration.LocalPort is >= 0 and <= 65535, "localPort", "must be 0 to 65535");
        if (configuration.Local is { } local)
        {
            Rule(local.HttpsPort is >= 0 and <= 65535, "local.httpsPort", "must be 0 to 65535");
            Rule(local.HttpsPort == 0 || local.HttpsPort != configuration.LocalPort, "local.httpsPort", "must not be the same as localPort");
            Rule(local.Address is null || IPAddress.TryParse(local.Address, out _), "local.address", "must be an address of this box, or absent for all");
        }
        Rule(configuration.BaseLoadA >= 0, "baseLoadA", "must not be negative");
        Rule(configuration.FrozenAfterS is null or (>= 10 and <= 3600), "frozenAfterS", "must be 10 to 3600, or null for meters that are too coarse");
        Rule(configuration.StorageMB is >= 16 and <= 1_000_000, "storageMB", "must be 16 to 1000000");
        CloudRules.Check(configuration.Cloud, Rule);

        CheckIds(configuration, Rule);
        CheckNames(configuration, Rule);
        CheckCircuits(configuration, Rule);
        foreach (var (i, meter) in configuration.Meters.Index())
        {
            Rule(MeterModels.IsKnown(meter.Model), $"meters[{i}].model", $"'{meter.Model}' is not known; known are {MeterModels.Known}");
            if (!MeterModels.IsOfCloud(meter.Model))
                CheckAddress(meter.Host, meter.Port, meter.Unit, $"meters[{i}]", Rule);
            Rule(meter.CtRatio is null or (> 0 and <= MostA), $"meters[{i}].ctRatio", "must be primary by secondary current, for example 80 for 400/5");
            Rule(meter.CtRatedA is null or (> 0 and <= MostA), $"meters[{i}].ctRatedA", "must be a number of amperes above 0");
        }
        foreach (var (i, station) in configuration.Stations.Index())
            CheckStation(configuration.Models, station, $"stations[{i}]", Rule);
        SwitchRules.Check(configuration, Rule);
        GridOperatorRules.Check(configuration, Rule);
        BuildingRules.Check(configuration, Rule);
        StationRules.Check(configuration, Rule);
        OcppRules.Check(configuration, Rule);
        CloudAccountRules.Check(configuration, Rule);
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

    private static void CheckNames(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        var named = configuration.Circuits.Index().Select(entry => ($"circuits[{entry.Index}]", entry.Item.Name))
            .Concat(configuration.Meters.Index().Select(entry => ($"meters[{entry.Index}]", entry.Item.Name)))
            .Concat(configuration.Stations.Index().Select(entry => ($"stations[{entry.Index}]", entry.Item.Name)));
        foreach (var (field, name) in named)
            rule(name.Trim().Length is > 0 and <= LongestName && !name.Any(char.IsControl), $"{field}.name", "must have 1 to 100 characters on one line");
    }

    private static void CheckCircuits(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        foreach (var (i, circuit) in configuration.Circuits.Index())
            CheckCircuit(configuration, circuit, $"circuits[{i}]", rule);
        var grid = configuration.Circuits.FirstOrDefault(circuit => circuit.ParentId is null);
        var gridMeter = configuration.Meters.FirstOrDefault(meter => meter.Id == grid?.MeterId);
        rule(
            gridMeter is { Kind: MeterKind.Grid } || grid is { MeterId: null, StaticBaseLoadA: not null },
            "circuits", "the grid connection needs a meter of kind 'grid', or a staticBaseLoadA in its place");
    }

    private static void CheckCircuit(EdgeConfiguration configuration, CircuitConfiguration circuit, string field, Action<bool, string, string> rule)
    {
        rule(
            circuit.MeterId is not { } meter || configuration.Meters.Any(candidate => candidate.Id == meter), $"{field}.meterId", "names no meter");
        rule(circuit.GenerationA is null or (>= 0 and <= MostA), $"{field}.generationA", "must be a number of amperes, not negative");
        rule(circuit.GenerationA is null || circuit.MeterId is not null, $"{field}.generationA", "needs a meterId: it says which values of the meter are believed");
        rule(circuit.ExportRatingA is null or (>= 0 and <= MostA), $"{field}.exportRatingA", "must be a number of amperes, not negative");
        rule(circuit.UnbalanceLimitA is null or (> 0 and <= MostA), $"{field}.unbalanceLimitA", "must be a number of amperes above 0");
        if (circuit.StaticBaseLoadA is not { } baseA)
            return;
        rule(baseA is { LowestA: >= 0, HighestA: <= MostA }, $"{field}.staticBaseLoadA", "must be a number of amperes on each phase, not negative");
        rule(circuit.MeterId is null, $"{field}.staticBaseLoadA", "stands in place of a meter: it goes without meterId");
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

    private static void CheckStation(StationModels models, StationConfiguration station, string field, Action<bool, string, string> rule)
    {
        rule(models.IsKnown(station.Model), $"{field}.model", $"'{station.Model}' is not known; known are {models.Known}");
        rule(station.Port is null or (> 0 and <= 65535), $"{field}.port", "must be 1 to 65535");
        rule(station.Unit is null or (>= 0 and <= 255), $"{field}.unit", "must be 0 to 255");
        rule(station.Phases is 1 or 3, $"{field}.phases", "must be 1 or 3");
        rule(
            PhaseRotation.TryParse(station.Rotation, out var rotation) && rotation.IsKnown && rotation.Phases == station.Phases,
            $"{field}.rotation",
            "must name the grid phase of each terminal, for example 231, or 3 when one phase is wired");
        rule(station.Weight is null or (> 0 and <= 100), $"{field}.weight", "must be above 0 and at most 100");
        rule(station.MinimumA > 0, $"{field}.minimumA", "must be above 0");
        rule(station.MaximumA >= station.MinimumA, $"{field}.maximumA", "must not be below minimumA");
        rule(
            station.FallbackA == 0 || (station.FallbackA >= station.MinimumA && station.FallbackA <= station.MaximumA),
            $"{field}.fallbackA", "must be 0 or between minimumA and maximumA");
        rule(
            !station.Switched || station.FallbackA == 0 || station.FallbackA == station.MaximumA,
            $"{field}.fallbackA", "must be 0 or maximumA for a switched station: a contactor is open or closed");
        rule(
            models.FallsBack(station.Model) || station.FallbackA == station.MaximumA,
            $"{field}.fallbackA", "must be maximumA: this model holds no fallback when the controller is silent");
        rule(
            station.Switched == StationModels.IsSwitched(station.Model), $"{field}.switched",
            StationModels.IsSwitched(station.Model) ? "must be true for this model" : "must be false for this model");
        rule(!station.Switched || station.Meter is not null, $"{field}.meter", "a switched station needs a meter");
        if (station.Meter is { } meter)
        {
            rule(MeterModels.IsWired(meter.Model), $"{field}.meter.model", $"'{meter.Model}' is not known; known are {string.Join(", ", MeterModels.Wired)}");
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
