using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;

namespace Clemap.Platform.DesiredState;

/// <summary>Desired states as they are stored and as they change.</summary>
internal static class Documents
{
    /// <summary>Before the first version nothing is wanted.</summary>
    public static DesiredStateDocument None { get; } = new(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>());

    public static DesiredStateDocument ReadDesired(string? json) =>
        json is null ? None : JsonSerializer.Deserialize(json, ContractsJson.Default.DesiredStateDocument)!;

    public static string Write(DesiredStateDocument document) => JsonSerializer.Serialize(document, ContractsJson.Default.DesiredStateDocument);

    /// <summary>The next version. A circuit or station about which nothing is wanted any more is left out.</summary>
    /// <param name="timeZone">Of the site.</param>
    public static DesiredStateDocument Next(this DesiredStateDocument current, DesiredStateChange change, string timeZone)
    {
        var circuits = current.Circuits.ToDictionary();
        foreach (var (id, limitA) in change.CircuitLimitsA ?? new Dictionary<Guid, double?>())
            circuits[id] = new(limitA);
        var stations = current.Stations.ToDictionary();
        foreach (var (id, limitA) in change.StationLimitsA ?? new Dictionary<Guid, double?>())
            stations[id] = Wish(id) with { LimitA = limitA };
        foreach (var (id, priority) in change.StationPriorities ?? new Dictionary<Guid, StationPriority>())
            stations[id] = Wish(id) with { Priority = priority };
        var calendars = current.Calendars?.ToDictionary() ?? [];
        foreach (var (id, calendar) in change.Calendars ?? new Dictionary<Guid, CalendarWish?>())
            calendars[id] = calendar ?? new();
        var next = current with
        {
            Version = current.Version + 1,
            Circuits = circuits.Where(circuit => circuit.Value.LimitA is not null).ToDictionary(),
            Stations = stations.Where(station => station.Value is not { LimitA: null, Priority: null }).ToDictionary(),
            Calendars = calendars.Where(calendar => !IsEmpty(calendar.Value)).ToDictionary() is { Count: > 0 } windows ? windows : null,
            Mode = (change.Mode ?? current.Mode) is var mode and not ControlMode.Priority ? mode : null,
            Tariff = (change.Tariff ?? current.Tariff) is { LowTariff.Count: > 0 } tariff ? tariff : null,
            Grid = (change.Grid ?? current.Grid) is { PeakCapW: not null } grid ? grid : null,
        };
        return next.InZone(timeZone);

        StationWish Wish(Guid id) => stations.GetValueOrDefault(id, new(null, null));
    }

    /// <summary>Without wishes for what is not at the site any more: the device would refuse all of it for their sake.</summary>
    public static DesiredStateDocument Within(this DesiredStateDocument document, SiteModel model)
    {
        var (circuits, stations) = (model.Circuits.Select(circuit => circuit.Id).ToHashSet(), model.Stations.Select(station => station.Id).ToHashSet());
        return document with
        {
            Circuits = document.Circuits.Where(wish => circuits.Contains(wish.Key)).ToDictionary(),
            Stations = document.Stations.Where(wish => stations.Contains(wish.Key)).ToDictionary(),
            Calendars = document.Calendars?.Where(wish => circuits.Contains(wish.Key) || stations.Contains(wish.Key)).ToDictionary() is { Count: > 0 } calendars ? calendars : null,
        };
    }

    /// <summary>Windows go by the clock of the site.</summary>
    public static DesiredStateDocument InZone(this DesiredStateDocument document, string timeZone) =>
        document with { TimeZone = document is { Calendars: null, Tariff: null } ? null : timeZone };

    private static bool IsEmpty(CalendarWish calendar) => (calendar.Weekly?.Count ?? 0) + (calendar.Exceptions?.Count ?? 0) == 0;
}
