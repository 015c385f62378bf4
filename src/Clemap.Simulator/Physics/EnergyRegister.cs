namespace Clemap.Simulator.Physics;

/// <summary>
/// The registers of a meter. The sum nets the phases at each moment, as the approved meters here do: what one phase feeds in covers
/// what another takes. Registers only grow.
/// </summary>
internal sealed class EnergyRegister
{
    private PhaseValues _importPhases;
    private PhaseValues _exportPhases;

    public double ImportExactWh { get; private set; }
    public double ExportExactWh { get; private set; }

    public long ImportWh => (long)ImportExactWh;
    public long ExportWh => (long)ExportExactWh;

    /// <summary>Set once, at commissioning; each phase starts with its share.</summary>
    public void Start(double importWh, double exportWh) => Start(
        importWh, exportWh, new PhaseValues(importWh / 3, importWh / 3, importWh / 3), new PhaseValues(exportWh / 3, exportWh / 3, exportWh / 3));

    /// <summary>Set once, from a state that was saved.</summary>
    public void Start(double importWh, double exportWh, PhaseValues importPhasesWh, PhaseValues exportPhasesWh)
    {
        (ImportExactWh, ExportExactWh) = (importWh, exportWh);
        (_importPhases, _exportPhases) = (importPhasesWh, exportPhasesWh);
    }

    public void Add(PhaseValues powerW, double seconds)
    {
        var sumWh = powerW.Sum * seconds / 3600;
        if (sumWh > 0) ImportExactWh += sumWh;
        else ExportExactWh -= sumWh;
        for (var phase = 0; phase < 3; phase++)
        {
            var phaseWh = powerW[phase] * seconds / 3600;
            if (phaseWh > 0) _importPhases[phase] += phaseWh;
            else _exportPhases[phase] -= phaseWh;
        }
    }

    public double ImportPhaseWh(int phase) => _importPhases[phase];

    public double ExportPhaseWh(int phase) => _exportPhases[phase];
}
