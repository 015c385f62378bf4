using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.FailSafe;

/// <summary>
/// The one promise that needs no software to run: with the controller dead, every station at its own fallback and the worst base load, no fuse is
/// overloaded.
/// </summary>
internal static class FallbackProof
{
    private const double RoundingA = 1e-9;

    public static IReadOnlyList<TopologyError> Check(SiteTopology topology)
    {
        var worstA = WorstBaseLoads(topology);
        for (var station = 0; station < topology.Stations.Count; station++)
        {
            foreach (var circuit in topology.PathOf(station))
                worstA[circuit] += Booking.On(topology.Stations[station].Rotation.GridPhases, topology.Stations[station].FallbackA);
        }

        var errors = new List<TopologyError>();
        for (var i = 0; i < worstA.Length; i++)
        {
            var circuit = topology.Circuits[i];
            foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
            {
                if (worstA[i][phase] > circuit.RatingA[phase] + RoundingA)
                {
                    errors.Add(new(TopologyErrorCodes.FallbackDoesNotFit, circuit.Id, FormattableString.Invariant(
                        $"With all stations at their fallback '{circuit.Name}' would carry {worstA[i][phase]:0.##} A on {phase}, above its {circuit.RatingA[phase]:0.##} A.")));
                }
            }

            if (worstA[i].SumA > circuit.SumRatingA + RoundingA)
            {
                errors.Add(new(TopologyErrorCodes.FallbackDoesNotFit, circuit.Id, FormattableString.Invariant(
                    $"With all stations at their fallback '{circuit.Name}' would carry {worstA[i].SumA:0.##} A in all, above its {circuit.SumRatingA:0.##} A.")));
            }
        }

        return errors;
    }

    /// <summary>The worst uncontrolled load of each circuit: its own figure, or that of the circuits below it when they add up to more.</summary>
    public static PhaseCurrents[] WorstBaseLoads(SiteTopology topology)
    {
        var belowA = new PhaseCurrents[topology.Circuits.Count];
        for (var i = belowA.Length - 1; i >= 0; i--)
        {
            var circuit = topology.Circuits[i];
            belowA[i] = PhaseCurrents.Max(belowA[i], PhaseCurrents.Max(circuit.WorstBaseLoadA, circuit.StaticBaseLoadA ?? PhaseCurrents.Zero));
            if (topology.ParentOf(i) is >= 0 and var parent)
                belowA[parent] += belowA[i];
        }

        return belowA;
    }
}
