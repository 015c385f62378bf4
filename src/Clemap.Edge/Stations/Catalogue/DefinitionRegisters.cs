namespace Clemap.Edge.Stations.Catalogue;

/// <summary>Which registers of a definition are read in each round.</summary>
internal static class DefinitionRegisters
{
    public static IEnumerable<ReadRegister> Read(StationDefinition definition, int phases)
    {
        var reads = definition.Reads;
        bool hasRegister = reads.EnergyImport is not null || reads.PhaseEnergy is not null;
        ReadRegister?[] single =
        [
            reads.State, reads.Cable, reads.Availability, reads.Power, reads.InputPower, reads.ApparentPower, reads.ReactivePower, reads.PowerFactor,
            reads.EnergyImport, reads.EnergyExport, hasRegister ? null : reads.SessionEnergy, hasRegister ? null : reads.SessionExport, reads.Card,
            reads.SetPoint, reads.AppliedLimit, reads.OfferedPower, Release(definition),
        ];
        PhaseRegisters?[] byPhase = [reads.Current, reads.Voltage, reads.PhasePower, reads.PhaseEnergy];
        return single.OfType<ReadRegister>().Concat(byPhase.OfType<PhaseRegisters>().SelectMany(p => Enumerable.Range(0, phases).Select(p.Of)));
    }

    /// <summary>The release as the station shows it.</summary>
    public static ReadRegister? Release(StationDefinition definition) =>
        definition.Pause.Release is { ReadFunction: { } function } release
            ? new ReadRegister { At = release.At, Function = function, Type = function is 1 or 2 ? RegisterType.Bit : RegisterType.Uint16 }
            : null;
}
