using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.State;

/// <summary>What lasts from one run to the next: the registers, so that they only ever grow.</summary>
internal sealed record RegisterState(DateTimeOffset SavedAt, IReadOnlyDictionary<Guid, RegisterValues> Registers)
{
    // Meters hand registers over as single-precision floats, which count single Wh up to 16.7 MWh: start well below.
    private const int FirstReadingsStream = 900;

    /// <summary>The state of a file, or of meters that were mounted a while ago when there is no file yet.</summary>
    /// <exception cref="UserErrorException">The file cannot be read.</exception>
    public static void Restore(string? path, SiteConfiguration configuration, Site site)
    {
        var registers = path is not null && File.Exists(path) ? Read(path).Registers : new Dictionary<Guid, RegisterValues>();
        var chance = new Chance(configuration.Seed);
        foreach (var (index, (id, energy, scaleWh)) in Meters(configuration, site).Index())
        {
            if (registers.GetValueOrDefault(id) is { } values) values.ApplyTo(energy);
            else energy.Start(chance.Between(FirstReadingsStream, index, 0.4, 1) * scaleWh, 0);
        }
    }

    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Save(string? path, SiteConfiguration configuration, Site site, DateTimeOffset now)
    {
        if (path is null) return;
        var state = new RegisterState(now, Meters(configuration, site)
            .ToDictionary(meter => meter.Id, meter => RegisterValues.Of(meter.Energy)));
        try
        {
            // A crash must not leave half a file: registers that jump back would be worse than old ones.
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(state, StateJson.Default.RegisterState));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The state file {path} cannot be written: {e.Message}", e);
        }
    }

    private static RegisterState Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), StateJson.Default.RegisterState)
                ?? throw new UserErrorException($"The state file {path} is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The state file {path} cannot be read: {e.Message}", e);
        }
    }

    private static IEnumerable<(Guid Id, EnergyRegister Energy, double ScaleWh)> Meters(SiteConfiguration configuration, Site site) =>
    [
        .. configuration.Meters.Select(meter => meter.Kind == MeterKind.Grid
            ? (meter.Id, site.Grid.Energy, 300_000.0)
            : (meter.Id, site.Production.Energy, 300_000.0)),
        .. site.Points.Select(point => (point.Station.Id, point.Energy, 500_000.0)),
    ];
}

/// <param name="ImportPhasesWh">L1, L2, L3; they do not add up to the sum, which nets the phases.</param>
internal sealed record RegisterValues(double ImportWh, double ExportWh, double[]? ImportPhasesWh, double[]? ExportPhasesWh)
{
    public static RegisterValues Of(EnergyRegister energy) => new(
        energy.ImportExactWh,
        energy.ExportExactWh,
        [energy.ImportPhaseWh(0), energy.ImportPhaseWh(1), energy.ImportPhaseWh(2)],
        [energy.ExportPhaseWh(0), energy.ExportPhaseWh(1), energy.ExportPhaseWh(2)]);

    public void ApplyTo(EnergyRegister energy)
    {
        if (ImportPhasesWh is [var i1, var i2, var i3] && ExportPhasesWh is [var e1, var e2, var e3])
            energy.Start(ImportWh, ExportWh, new PhaseValues(i1, i2, i3), new PhaseValues(e1, e2, e3));
        else
            energy.Start(ImportWh, ExportWh);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RegisterState))]
internal sealed partial class StateJson : JsonSerializerContext;
