using System.Text.Json.Serialization;

namespace Clemap.Contracts.DesiredState;

/// <summary>
/// What the cloud wants of a device, whole, versioned. Sent as the data of a server-sent event whose id is the version
/// (<c>GET /api/v1/device/desired-state</c>). A limit that is absent here means "as commissioned"; a limit can only lower.
/// </summary>
/// <param name="Version">Grows by one with each change, from 1.</param>
/// <param name="Circuits">Only circuits with a wish; key is the circuit's id.</param>
/// <param name="Stations">Only stations with a wish; key is the station's id.</param>
public sealed record DesiredStateDocument(
    long Version, IReadOnlyDictionary<Guid, CircuitWish> Circuits, IReadOnlyDictionary<Guid, StationWish> Stations)
{
    /// <summary>IANA name of the site's time zone; there when <see cref="Calendars"/> or <see cref="Tariff"/> is.</summary>
    public string? TimeZone { get; init; }

    /// <summary>By the circuit or station that may take less at times; the grid connection's is the whole site's.</summary>
    public IReadOnlyDictionary<Guid, CalendarWish>? Calendars { get; init; }

    /// <summary>How the stations share; <see langword="null"/> is <see cref="ControlMode.Priority"/>.</summary>
    public ControlMode? Mode { get; init; }

    public TariffWish? Tariff { get; init; }

    public GridWish? Grid { get; init; }
}

/// <summary>How the stations of a site share.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlMode>))]
public enum ControlMode
{
    /// <summary>By their priorities.</summary>
    [JsonStringEnumMemberName("priority")] Priority,

    /// <summary>All alike; their priorities rest.</summary>
    [JsonStringEnumMemberName("fair")] Fair,

    /// <summary>From what would otherwise be fed into the grid; only stations of high priority charge from the grid too.</summary>
    [JsonStringEnumMemberName("surplus")] Surplus,
}

/// <param name="PeakCapW">Mean import of a quarter hour, W, where it is below what was commissioned; <see langword="null"/> is "as commissioned".</param>
public sealed record GridWish(double? PeakCapW = null);

/// <summary>Parts of the desired state that not every version of the edge knows: one that does names them in <see cref="ReportedState.Features"/>.</summary>
public static class DeviceFeature
{
    public const string Calendars = "calendars";
    public const string Mode = "mode";
    public const string Tariff = "tariff";
    public const string PeakCap = "peak-cap";

    public static IReadOnlyList<string> All { get; } = [Calendars, Mode, Tariff, PeakCap];
}

/// <param name="LimitA">A per phase; <see langword="null"/> is "as commissioned", 0 is "nothing".</param>
public sealed record CircuitWish(double? LimitA = null);

/// <param name="LimitA">A per phase; <see langword="null"/> is "as commissioned", 0 is "locked".</param>
/// <param name="Priority"><see langword="null"/> is <see cref="StationPriority.Normal"/>.</param>
public sealed record StationWish(double? LimitA = null, StationPriority? Priority = null);

[JsonConverter(typeof(JsonStringEnumConverter<StationPriority>))]
public enum StationPriority
{
    [JsonStringEnumMemberName("low")] Low,
    [JsonStringEnumMemberName("normal")] Normal,
    [JsonStringEnumMemberName("high")] High,
}

/// <summary>
/// What is in force at the device: body of <c>POST /api/v1/device/reported-state</c>, sent at each change and at least every 30 s.
/// </summary>
/// <param name="Version">Version of the desired state that is in force; 0 before the first.</param>
/// <param name="AppliedAt">When it came into force, UTC.</param>
/// <param name="Refused">The newest version that was refused, with the reason; <see langword="null"/> when none is.</param>
/// <param name="CircuitLimitsA">The limit in force for each circuit, A per phase.</param>
/// <param name="StationLimitsA">The upper limit in force for each station, A per phase.</param>
/// <param name="Software">Version of the edge.</param>
public sealed record ReportedState(
    long Version,
    DateTimeOffset AppliedAt,
    RefusedState? Refused,
    IReadOnlyDictionary<Guid, double> CircuitLimitsA,
    IReadOnlyDictionary<Guid, double> StationLimitsA,
    string Software)
{
    /// <summary>Codes of what is wrong with the device itself, for example <c>clock-wrong</c>; <see langword="null"/> when nothing is.</summary>
    public IReadOnlyList<string>? Alarms { get; init; }

    /// <summary>See <see cref="DeviceFeature"/>; <see langword="null"/> from an edge that knows none of them, and passes over what it does not know.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>What windows leave at this moment, A per phase, by circuit or station; only where one holds.</summary>
    public IReadOnlyDictionary<Guid, double>? WindowLimitsA { get; init; }

    /// <summary><see langword="null"/> where there is one price, and while the device does not know what time it is.</summary>
    public bool? LowTariff { get; init; }

    /// <summary>The cap in force on the mean import of a quarter hour, W.</summary>
    public double? PeakCapW { get; init; }

    /// <summary>How far the device's clock is ahead of the cloud's, s; <see langword="null"/> when by less than 30 s either way.</summary>
    public double? ClockOffsetS { get; init; }

    /// <summary>Stations that an action has locked: they get no current, whatever their <see cref="StationLimitsA"/>; <see langword="null"/> when none is.</summary>
    public IReadOnlyList<Guid>? LockedStations { get; init; }

    // Absent means null in our JSON, and only trailing parameters can say so.
    [JsonConstructor]
    internal ReportedState(
        long version,
        DateTimeOffset appliedAt,
        IReadOnlyDictionary<Guid, double> circuitLimitsA,
        IReadOnlyDictionary<Guid, double> stationLimitsA,
        string software,
        RefusedState? refused = null)
        : this(version, appliedAt, refused, circuitLimitsA, stationLimitsA, software)
    {
    }
}

/// <param name="Version">That was refused.</param>
/// <param name="Code">For example <c>above-rating</c>, <c>unknown-circuit</c>, <c>unknown-station</c>, <c>not-a-number</c>, <c>negative</c>.</param>
/// <param name="Subject">Id of the circuit or station it is about.</param>
/// <param name="Message">One plain English sentence.</param>
public sealed record RefusedState(long Version, string Code, Guid? Subject, string Message)
{
    // Absent means null in our JSON, and only trailing parameters can say so.
    [JsonConstructor]
    internal RefusedState(long version, string code, string message, Guid? subject = null)
        : this(version, code, subject, message)
    {
    }
}
