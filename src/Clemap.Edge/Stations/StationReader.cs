using System.Globalization;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Stations;

/// <summary>Registers of a model → one sample in the units of the product.</summary>
internal sealed class StationReader(StationDefinition definition, int phases, SupplyVoltage supply, TimeProvider time)
{
    private readonly StateDecoder states = new(definition);
    private readonly ReadsDefinition reads = definition.Reads;

    public StationSample Sample(RegisterImage image)
    {
        var voltageV = Phases(image, reads.Voltage);
        double? powerW = Of(image, reads.InputPower) is { } input and not 0 ? input : Of(image, reads.Power);
        var currentA = reads.Current is not null ? Phases(image, reads.Current)
            : definition.Reading.CurrentFromPower ? Spread(powerW / (phases * supply.LowestV))
            : default;
        var phaseW = reads.PhasePower is not null ? Phases(image, reads.PhasePower) : Split(powerW, voltageV, currentA);
        double? activeW = powerW ?? phaseW.Sum;
        double? apparentVA = Of(image, reads.ApparentPower) ?? Power.Apparent(voltageV, currentA);
        bool hasRegister = reads.EnergyImport is not null || reads.PhaseEnergy is not null;
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = states.State(states.Pilot(image), image, currentA, activeW),
            VoltageV = voltageV,
            CurrentA = currentA,
            ActiveW = phaseW,
            ApparentVA = apparentVA,
            ReactiveVar = Of(image, reads.ReactivePower) ?? Power.Reactive(activeW, apparentVA),
            PowerFactor = Of(image, reads.PowerFactor) ?? Power.Factor(activeW, apparentVA),
            ImportWh = Whole(Of(image, reads.EnergyImport) ?? Total(image, reads.PhaseEnergy)),
            ExportWh = Whole(Of(image, reads.EnergyExport)),
            SessionWh = hasRegister ? null : Of(image, reads.SessionEnergy),
            SessionExportWh = hasRegister ? null : Of(image, reads.SessionExport),
            Card = Card(image),
        };
    }

    /// <summary>The contactor is closed, by what the station says.</summary>
    public bool IsReleased(RegisterImage image) => StateDecoder.IsEnergised(states.Pilot(image));

    public double? Of(RegisterImage image, ReadRegister? register) => image.Value(register, definition.Connection.WordOrder);

    private PhaseValues Phases(RegisterImage image, PhaseRegisters? registers)
    {
        if (registers is null)
            return default;
        double? Value(int phase) => phase < phases ? Of(image, registers.Of(phase)) : null;
        return new(Value(0), Value(1), Value(2));
    }

    private double? Total(RegisterImage image, PhaseRegisters? registers) =>
        registers is not null && Phases(image, registers) is var each && Enumerable.Range(0, phases).All(phase => each[phase] is not null) ? each.Sum : null;

    private string? Card(RegisterImage image)
    {
        if (reads.Card is not { } register)
            return null;
        string? card = register.IsText
            ? image.Text(register)
            : Of(image, register) is { } number and not 0 ? ((uint)number).ToString("X8", CultureInfo.InvariantCulture) : null;
        return string.IsNullOrEmpty(card) ? null : card.ToUpperInvariant();
    }

    /// <summary>One power for all phases is split as the apparent power is.</summary>
    private PhaseValues Split(double? activeW, PhaseValues voltageV, PhaseValues currentA)
    {
        double Share(int phase) => (voltageV[phase] ?? SupplyVoltage.NominalV) * (currentA[phase] ?? 0);
        double sum = Share(0) + Share(1) + Share(2);
        double? Of(int phase) => currentA[phase] is null ? null : activeW * Share(phase) / sum;
        return sum > 0 ? new(Of(0), Of(1), Of(2)) : Spread(activeW / phases);
    }

    private PhaseValues Spread(double? value) => phases == 1 ? new(value, null, null) : new(value, value, value);

    private static long? Whole(double? energyWh) => energyWh is { } wh and >= 0 ? (long)Math.Floor(wh) : null;
}
