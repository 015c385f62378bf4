using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>What flows through each circuit, A per phase. Sums are formed anew each time in the same order, so they never drift.</summary>
internal sealed class Flows(SimulatedSite site)
{
    private readonly double[] _baseA = new double[site.Topology.Circuits.Count * 3];
    private readonly double[] _chargingA = new double[site.Topology.Circuits.Count * 3];

    /// <summary>When a load beside charging changes next.</summary>
    public long LoadsNextAt { get; private set; } = long.MinValue;

    public PhaseCurrents TotalA(int circuit) => new(Total(circuit, 0), Total(circuit, 1), Total(circuit, 2));

    public double Total(int circuit, int phase) => _baseA[circuit * 3 + phase] + _chargingA[circuit * 3 + phase];

    public double Charging(int circuit, int phase) => _chargingA[circuit * 3 + phase];

    public void MoveLoads(long now, bool powered)
    {
        LoadsNextAt = long.MaxValue;
        Array.Clear(_baseA);
        for (var circuit = site.Loads.Length - 1; circuit >= 0; circuit--)
        {
            var sums = _baseA.AsSpan(circuit * 3, 3);
            foreach (var load in site.Loads[circuit]) LoadsNextAt = Math.Min(LoadsNextAt, load.Add(now, sums));
            if (!powered) sums.Clear();
            if (site.Tree.Parents[circuit] is >= 0 and var parent)
                for (var phase = 0; phase < 3; phase++) _baseA[parent * 3 + phase] += sums[phase];
        }
    }

    public void SumCharging()
    {
        Array.Clear(_chargingA);
        for (var i = 0; i < site.Stations.Length; i++)
        {
            var station = site.Stations[i];
            if (station.CurrentA == 0) continue;
            for (var terminal = 0; terminal < station.LoadedTerminals; terminal++)
            {
                var phase = station.Traits.Wiring[terminal];
                foreach (var circuit in site.Tree.Paths[i]) _chargingA[circuit * 3 + phase] += station.CurrentA;
            }
        }
    }

    /// <summary>What a station says it takes, on the grid phases that its commissioned rotation gives for its terminals.</summary>
    public PhaseCurrents Measured(int station)
    {
        var (charging, commissioned) = (site.Stations[station], site.Topology.Stations[station]);
        var terminals = charging.LoadedTerminals;
        double At(int terminal) => terminal < terminals ? charging.CurrentA : 0;
        return commissioned.Rotation.ToGrid(new PhaseCurrents(At(0), At(1), At(2)));
    }
}
