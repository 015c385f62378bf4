using Clemap.LoadControl.Electrical;
using Google.OrTools.LinearSolver;

namespace Clemap.LoadControl.Tests.Reference;

/// <summary>
/// The energy that could be delivered by departure if all arrivals were known beforehand and vehicles took any current from 0 up: no controller can
/// deliver more. A linear program with one current per visit and slot.
/// </summary>
internal static class OfflineOptimum
{
    public const double NominalV = 230;

    /// <param name="circuits">Parents before children, with their headroom for charging in each slot.</param>
    /// <param name="slotLength">Of every slot; a vehicle that is there for a part of one can take its maximum for that part.</param>
    /// <returns>kWh over all visits.</returns>
    public static double EnergyKWh(
        IReadOnlyList<OfflineCircuit> circuits, IReadOnlyList<OfflineStation> stations, IReadOnlyList<OfflineVisit> visits, TimeSpan slotLength)
    {
        using var solver = Solver.CreateSolver("GLOP") ?? throw new InvalidOperationException("The linear solver is not there.");
        var kWhPerPhaseAmpere = NominalV * slotLength.TotalHours / 1000;
        using var objective = solver.Objective();
        objective.SetMaximization();
        var rows = circuits.Select(circuit => Rows(solver, circuit)).ToArray();
        foreach (var visit in visits)
        {
            var (station, phases) = (stations[visit.Station], visit.Phases.Count());
            var asked = solver.MakeConstraint(0, visit.AskedKWh);
            for (var slot = (int)visit.FromSlot; slot < visit.UntilSlot; slot++)
            {
                var presentShare = Math.Min(slot + 1, visit.UntilSlot) - Math.Max(slot, visit.FromSlot);
                var currentA = solver.MakeNumVar(0, visit.MaximumA * presentShare, "");
                objective.SetCoefficient(currentA, phases * kWhPerPhaseAmpere);
                asked.SetCoefficient(currentA, phases * kWhPerPhaseAmpere);
                for (var circuit = station.Circuit; circuit >= 0; circuit = circuits[circuit].Parent)
                    Load(rows[circuit][slot], currentA, visit.Phases);
            }
        }

        return solver.Solve() == Solver.ResultStatus.OPTIMAL
            ? objective.Value()
            : throw new InvalidOperationException("The linear program has no optimum.");
    }

    private static Constraint[][] Rows(Solver solver, OfflineCircuit circuit) => [.. circuit.HeadroomA.Select(headroomA => new[]
    {
        solver.MakeConstraint(0, Math.Max(0, headroomA.L1A)),
        solver.MakeConstraint(0, Math.Max(0, headroomA.L2A)),
        solver.MakeConstraint(0, Math.Max(0, headroomA.L3A)),
    })];

    private static void Load(Constraint[] rows, Variable currentA, PhaseSet phases)
    {
        foreach (var phase in (ReadOnlySpan<Phase>)[Phase.L1, Phase.L2, Phase.L3])
        {
            if (phases.Includes(phase))
                rows[(int)phase].SetCoefficient(currentA, 1);
        }
    }
}

/// <param name="Parent">Place in the list, -1 for the grid connection.</param>
/// <param name="HeadroomA">What is left for charging, per slot.</param>
internal sealed record OfflineCircuit(int Parent, IReadOnlyList<PhaseCurrents> HeadroomA);

/// <param name="Circuit">Place in the list of circuits.</param>
internal sealed record OfflineStation(int Circuit);

/// <param name="Station">Place in the list of stations.</param>
/// <param name="FromSlot">When it comes, in slots from the start.</param>
/// <param name="UntilSlot">When it goes, in slots from the start.</param>
/// <param name="Phases">The grid phases it loads.</param>
/// <param name="MaximumA">The lower of station and vehicle, per phase.</param>
internal sealed record OfflineVisit(int Station, double FromSlot, double UntilSlot, double AskedKWh, PhaseSet Phases, double MaximumA);
