using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>What the meters of the circuits say: what flows, a little trembling, and whatever is wrong with them.</summary>
internal sealed class SiteMeters(SimulatedSite site, Flows flows, Troubles troubles)
{
    private const int NoiseStream = 15_000;

    // Older values are all alike: nobody believes them.
    private const int OldestSeconds = 30;

    private readonly PhaseCurrents[] _shownA = new PhaseCurrents[site.Topology.Circuits.Count];
    private readonly PhaseCurrents[] _noiseA = new PhaseCurrents[site.Topology.Circuits.Count];
    private readonly long?[] _lostSince = new long?[site.Topology.Circuits.Count];
    private long _slot = long.MinValue;

    /// <summary>When a value changes although nothing flows differently.</summary>
    public long NextAt { get; private set; } = long.MinValue;

    /// <returns>True when a meter says something else than before, or a value grew older.</returns>
    public bool Read(CycleInput input, long now)
    {
        Tremble(now);
        var changed = false;
        for (var circuit = 0; circuit < _shownA.Length; circuit++)
        {
            if (site.Tree.IsMetered(circuit)) changed |= Read(ref input.Circuits[circuit], circuit, now);
        }

        return changed;
    }

    private bool Read(ref CircuitInput input, int circuit, long now)
    {
        var trouble = troubles.OfMeter(circuit);
        if (troubles.PowerCut || trouble == FaultKind.MeterLost)
        {
            var age = now - (_lostSince[circuit] ??= now - 1);
            if (age > OldestSeconds) return false;
            NextAt = Math.Min(NextAt, now + 1);
            input.MeterA = Measured.Value(_shownA[circuit], TimeSpan.FromSeconds(age));
            input.ImportW = Measured.Missing<double>();
            return true;
        }

        _lostSince[circuit] = null;
        var shownA = trouble == FaultKind.MeterFrozen ? _shownA[circuit] : Shown(trouble, flows.TotalA(circuit) + _noiseA[circuit]);
        if (shownA == _shownA[circuit] && !input.ImportW.IsMissing) return false;
        _shownA[circuit] = shownA;
        input.MeterA = Measured.Value(shownA, TimeSpan.Zero);
        input.ImportW = Measured.Value(shownA.SumA * Vehicle.NominalV, TimeSpan.Zero);
        return true;
    }

    private static PhaseCurrents Shown(FaultKind? trouble, PhaseCurrents currentA) => trouble switch
    {
        FaultKind.MeterZero => PhaseCurrents.Zero,
        FaultKind.MeterSwappedSign => PhaseCurrents.Zero - currentA,
        FaultKind.MeterSwappedPhases => new PhaseCurrents(currentA.L2A, currentA.L1A, currentA.L3A),
        _ => currentA,
    };

    private void Tremble(long now)
    {
        var slot = now / site.Scenario.SlotSeconds;
        NextAt = (slot + 1) * site.Scenario.SlotSeconds;
        if (slot == _slot) return;
        _slot = slot;
        for (var circuit = 0; circuit < _noiseA.Length; circuit++)
            _noiseA[circuit] = new PhaseCurrents(Noise(circuit, 0, slot), Noise(circuit, 1, slot), Noise(circuit, 2, slot));
    }

    private double Noise(int circuit, int phase, long slot) =>
        site.Scenario.MeterNoiseA * (2 * site.Chance.Unit(NoiseStream + 3 * circuit + phase, slot) - 1);
}
