using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Sites;

namespace Clemap.Portal.Pages.Site;

/// <summary>What the site page shows, computed from what the cloud knows. Pure: the same inputs give the same board.</summary>
/// <param name="Rows">The tree in drawing order: a circuit, what hangs on it, its stations.</param>
/// <param name="SampleAt">Of the newest reading; <see langword="null"/> before the first.</param>
/// <param name="ChargingW">Sum over all stations, positive into the vehicles.</param>
public sealed record SiteBoard(IReadOnlyList<CircuitView> Rows, DateTimeOffset? SampleAt, double ChargingW, PhaseValues House, double? SolarW)
{
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(30);

    public IEnumerable<StationView> Stations => Rows.SelectMany(row => row.Stations);

    public CircuitView? GridConnection => Rows.Count > 0 ? Rows[0] : null;

    public static bool IsOffline(DateTimeOffset? sampleAt, DateTimeOffset now) => sampleAt is null || now - sampleAt > OfflineAfter;

    public static SiteBoard? Of(SiteDetail site, IReadOnlyDictionary<Guid, Reading> latest)
    {
        if (site.Model is not { } model)
            return null;
        var stations = model.Stations.OrderBy(station => station.Name, StringComparer.Ordinal)
            .Select(station => StationView.Of(station, latest.GetValueOrDefault(station.Id), site)).ToList();
        var rows = new List<CircuitView>();
        Add(model.Circuits.FirstOrDefault(circuit => circuit.ParentId is null), 0);
        var solar = model.Meters.Where(meter => meter.Kind == MeterKind.Production)
            .Select(meter => latest.GetValueOrDefault(meter.Id)).OfType<Reading>().ToList();
        return new SiteBoard(
            rows,
            latest.Count == 0 ? null : latest.Values.Max(reading => reading.At),
            stations.Sum(station => station.PowerW ?? 0),
            HouseOf(rows, stations, solar),
            solar.Count == 0 ? null : solar.Sum(reading => PowerW(reading) ?? 0));

        void Add(CircuitModel? circuit, int depth)
        {
            // A model that points at itself is the device's mistake; a page must still end.
            if (circuit is null || rows.Any(row => row.Id == circuit.Id))
                return;
            var below = Below(model, circuit.Id);
            var metered = circuit.MeterId is { } meterId ? latest.GetValueOrDefault(meterId) : null;
            var current = metered is not null
                ? PhaseValues.Of(metered)
                : PhaseValues.Sum(stations.Where(station => below.Contains(station.Model.CircuitId)).Select(station => station.Current));
            rows.Add(new CircuitView(
                circuit,
                depth,
                current,
                metered is not null,
                Standing(site, circuit.Id, circuit.RatingA, site.Desired.Circuits.GetValueOrDefault(circuit.Id)?.LimitA, site.Reported?.CircuitLimitsA),
                [.. stations.Where(station => station.Model.CircuitId == circuit.Id)]));
            foreach (var child in model.Circuits.Where(child => child.ParentId == circuit.Id).OrderBy(child => child.Name, StringComparer.Ordinal))
                Add(child, depth + 1);
        }
    }

    internal static LimitStanding Standing(
        SiteDetail site, Guid subjectId, double commissionedA, double? wantedA, IReadOnlyDictionary<Guid, double>? inForceA)
    {
        var refused = site.Reported?.Refused is { } refusal && refusal.Version == site.Desired.Version && refusal.Subject == subjectId ? refusal : null;
        var standing = new LimitStanding(
            commissionedA, wantedA, inForceA is not null && inForceA.TryGetValue(subjectId, out var valueA) ? valueA : null, refused,
            site.Reported?.WindowLimitsA is { } windowsA && windowsA.TryGetValue(subjectId, out var windowA) ? windowA : null)
        {
            WaitsForTariff = site.Reported?.LowTariff == false && site.Desired.Stations.GetValueOrDefault(subjectId)?.Priority == StationPriority.Low,
        };
        return standing with { Since = refused is not null ? site.RefusedAt : standing.IsPending ? site.DesiredAt : site.Reported?.AppliedAt };
    }

    internal static double? PowerW(Reading? reading) =>
        reading is null || (reading.ActiveL1W ?? reading.ActiveL2W ?? reading.ActiveL3W) is null
            ? null
            : (reading.ActiveL1W ?? 0) + (reading.ActiveL2W ?? 0) + (reading.ActiveL3W ?? 0);

    // What the grid connection carries less the charging, plus what the roof adds: the building itself.
    private static PhaseValues HouseOf(List<CircuitView> rows, List<StationView> stations, List<Reading> solar)
    {
        if (rows is not [{ Metered: true } grid, ..])
            return PhaseValues.Unknown;
        var zero = new PhaseValues(0, 0, 0);
        var charging = PhaseValues.Sum([zero, .. stations.Select(station => station.Current)]);
        return grid.Current - charging + PhaseValues.Sum([zero, .. solar.Select(PhaseValues.Of)]);
    }

    private static HashSet<Guid> Below(SiteModel model, Guid circuitId, HashSet<Guid>? found = null)
    {
        found ??= [];
        if (found.Add(circuitId))
        {
            foreach (var child in model.Circuits.Where(circuit => circuit.ParentId == circuitId))
                Below(model, child.Id, found);
        }
        return found;
    }
}

/// <param name="Metered">False: no meter of its own, so it is the sum of its stations.</param>
/// <param name="Stations">Directly on this circuit.</param>
public sealed record CircuitView(
    CircuitModel Model, int Depth, PhaseValues Current, bool Metered, LimitStanding Limit, IReadOnlyList<StationView> Stations)
{
    public Guid Id => Model.Id;

    public string Name => Model.Name;
}
