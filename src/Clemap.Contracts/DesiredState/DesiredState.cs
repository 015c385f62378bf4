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
    long Version, IReadOnlyDictionary<Guid, CircuitWish> Circuits, IReadOnlyDictionary<Guid, StationWish> Stations);

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

    /// <summary>How far the device's clock is ahead of the cloud's, s; <see langword="null"/> when by less than 30 s either way.</summary>
    public double? ClockOffsetS { get; init; }

    /// <summary>Stations that an action has locked; <see langword="null"/> when none is. Their <see cref="StationLimitsA"/> is 0.</summary>
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
