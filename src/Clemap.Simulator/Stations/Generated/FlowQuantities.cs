using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>What a meter measures, by the names of the reference. Currents are RMS values without a sign; the direction is in the power.</summary>
internal sealed class FlowQuantities
{
    private readonly Dictionary<string, Func<double>> _values;

    public FlowQuantities(IMeasuredFlow flow)
    {
        _values = new Dictionary<string, Func<double>>
        {
            ["current"] = () => Currents(flow),
            ["currentSum"] = () => Currents(flow),
            ["currentVectorSum"] = () => Math.Abs(flow.CurrentA.Sum),
            ["currentAverage"] = () => Currents(flow) / 3,
            ["currentN"] = () => 0,
            ["largestCurrent"] = () => Enumerable.Range(0, 3).Max(phase => Math.Abs(flow.CurrentA[phase])),
            ["activePower"] = () => flow.PowerW.Sum,
            ["apparentPower"] = () => Apparent(flow.PowerW.Sum, flow.ReactiveVar.Sum),
            ["reactivePower"] = () => flow.ReactiveVar.Sum,
            ["powerFactor"] = () => Factor(flow.PowerW.Sum, flow.ReactiveVar.Sum),
            ["powerFactorSum"] = () => Factor(flow.PowerW.Sum, flow.ReactiveVar.Sum),
            ["frequency"] = () => 50,
            ["energyImport"] = () => flow.Energy.ImportExactWh,
            ["energyExport"] = () => flow.Energy.ExportExactWh,
            ["reactiveEnergyImport"] = () => 0,
            ["reactiveEnergyExport"] = () => 0,
        };
        for (var i = 0; i < 3; i++)
        {
            var phase = i;
            void Phase(string name, Func<double> value) => _values[$"{name}L{phase + 1}"] = value;
            Phase("voltage", () => flow.VoltageV[phase]);
            Phase("current", () => Math.Abs(flow.CurrentA[phase]));
            Phase("activePower", () => flow.PowerW[phase]);
            Phase("apparentPower", () => Apparent(flow.PowerW[phase], flow.ReactiveVar[phase]));
            Phase("reactivePower", () => flow.ReactiveVar[phase]);
            Phase("powerFactor", () => Factor(flow.PowerW[phase], flow.ReactiveVar[phase]));
            Phase("energyImport", () => flow.Energy.ImportPhaseWh(phase));
            Phase("energyExport", () => flow.Energy.ExportPhaseWh(phase));
        }
    }

    /// <returns>In the unit of the reference (V, A, W, VA, var, Wh, Hz); absent for a name that it does not measure.</returns>
    public Func<double>? Named(string name) => _values.GetValueOrDefault(name);

    private static double Currents(IMeasuredFlow flow) =>
        Math.Abs(flow.CurrentA[0]) + Math.Abs(flow.CurrentA[1]) + Math.Abs(flow.CurrentA[2]);

    private static double Apparent(double activeW, double reactiveVar) => Math.Sqrt(activeW * activeW + reactiveVar * reactiveVar);

    private static double Factor(double activeW, double reactiveVar)
    {
        var apparentVA = Apparent(activeW, reactiveVar);
        return apparentVA == 0 ? 1 : activeW / apparentVA;
    }
}
