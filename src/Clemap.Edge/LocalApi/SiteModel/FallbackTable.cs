using Clemap.Edge.Configuration;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>The proof of the load control as figures, so that an electrician sees how much room is left, or how much is missing.</summary>
internal static class FallbackTable
{
    private const double MostS = 1e9;

    /// <returns><see langword="null"/> while the tree itself is wrong.</returns>
    public static IReadOnlyList<FallbackLine>? Of(EdgeConfiguration configuration)
    {
        if (ConfigurationRules.Check(configuration).Count > 0
            && (!CanBuild(configuration) || SiteModels.Topology(configuration).Errors.Any(error => error.Code != TopologyErrorCodes.FallbackDoesNotFit)))
            return null;
        return [.. configuration.Circuits.Select(circuit => new FallbackLine(
            circuit.Id, circuit.Name, circuit.RatingA, Base(configuration, circuit), Fallback(configuration, circuit)))];
    }

    // The rotation is parsed on the way, and times are made of seconds; all else is checked by the topology.
    private static bool CanBuild(EdgeConfiguration configuration) => configuration.Stations.All(station =>
        Math.Abs(station.MinimumOnS ?? 0) < MostS && Math.Abs(station.MinimumOffS ?? 0) < MostS && station.Rotation.Length is 1 or 3 && station.Rotation.All(digit => digit is '1' or '2' or '3') && station.Rotation.Distinct().Count() == station.Rotation.Length);

    private static double[] Base(EdgeConfiguration configuration, CircuitConfiguration circuit)
    {
        double own = circuit.ParentId is null ? configuration.BaseLoadA : 0;
        double[] sum = [0, 0, 0];
        foreach (var child in configuration.Circuits.Where(other => other.ParentId == circuit.Id))
            Add(sum, Base(configuration, child));
        var fixedA = circuit.StaticBaseLoadA;
        double[] figure = [Math.Max(own, fixedA?.L1A ?? 0), Math.Max(own, fixedA?.L2A ?? 0), Math.Max(own, fixedA?.L3A ?? 0)];
        return [Math.Max(figure[0], sum[0]), Math.Max(figure[1], sum[1]), Math.Max(figure[2], sum[2])];
    }

    private static double[] Fallback(EdgeConfiguration configuration, CircuitConfiguration circuit)
    {
        double[] sum = [0, 0, 0];
        foreach (var station in configuration.Stations.Where(station => station.CircuitId == circuit.Id))
            foreach (char digit in station.Rotation)
                sum[digit - '1'] += station.FallbackA;
        foreach (var child in configuration.Circuits.Where(other => other.ParentId == circuit.Id))
            Add(sum, Fallback(configuration, child));
        return sum;
    }

    private static void Add(double[] sum, double[] more)
    {
        for (int phase = 0; phase < 3; phase++)
            sum[phase] += more[phase];
    }
}
