using System.Collections.Concurrent;
using Clemap.Edge.Stations;

namespace Clemap.Edge.ControlLoop;

/// <summary>Where a register stood, and which session value was already counted into it.</summary>
internal sealed record EnergyRegister(double ImportWh, double ExportWh, double SessionWh, double SessionExportWh);

/// <summary>
/// Lifetime registers for stations that tell energy only by session: they grow by what a session grew, and by the whole of a new session.
/// </summary>
internal sealed class EnergyRegisters(IReadOnlyDictionary<Guid, EnergyRegister> stored)
{
    private readonly ConcurrentDictionary<Guid, EnergyRegister> registers = new(stored);

    public EnergyRegister? Find(Guid station) => registers.GetValueOrDefault(station);

    public StationSample Complete(Guid station, StationSample sample)
    {
        if (sample.ImportWh is not null || sample.SessionWh is not { } sessionWh || !IsPlausible(sessionWh) || !IsPlausible(sample.SessionExportWh ?? 0))
            return sample;
        double exportWh = sample.SessionExportWh ?? 0;
        var before = registers.GetValueOrDefault(station) ?? new EnergyRegister(0, 0, 0, 0);
        var now = new EnergyRegister(
            before.ImportWh + Grown(before.SessionWh, sessionWh),
            before.ExportWh + Grown(before.SessionExportWh, exportWh),
            sessionWh,
            exportWh);
        registers[station] = now;
        return sample with { ImportWh = (long)Math.Floor(now.ImportWh), ExportWh = (long)Math.Floor(now.ExportWh) };
    }

    // No battery on wheels takes so much in one session; one such value would spoil the register for ever.
    private static bool IsPlausible(double sessionWh) => sessionWh is >= 0 and <= 2_000_000;

    private static double Grown(double beforeWh, double nowWh) => nowWh >= beforeWh ? nowWh - beforeWh : nowWh;
}
