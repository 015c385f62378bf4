using Clemap.Platform.Http;

namespace Clemap.Telemetry.Alarms;

/// <summary>The alarms of the organisation in scope, those of its sites that the scope reaches.</summary>
public interface IAlarms
{
    /// <summary>Of the note of an acknowledgement, characters.</summary>
    const int LongestNote = 500;

    /// <summary>Newest first, at most <see cref="AlarmFilter.Limit"/>.</summary>
    Task<AlarmPage> FindAsync(AlarmFilter filter, CancellationToken cancellationToken);

    /// <summary>How many are open and acknowledged by nobody.</summary>
    Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>How many are open, acknowledged or not, site by site. A site without any is left out.</summary>
    /// <param name="siteId"><see langword="null"/> for all sites.</param>
    Task<IReadOnlyDictionary<Guid, int>> OpenBySiteAsync(Guid? siteId, CancellationToken cancellationToken);

    /// <summary>The actor in scope says that somebody looks after it. Saying it again puts the new note in the place of the old one.</summary>
    /// <returns>Neither when there is no such alarm.</returns>
    Task<(AlarmView? Alarm, IReadOnlyList<BrokenRule> Broken)> AcknowledgeAsync(Guid alarmId, string? note, CancellationToken cancellationToken);
}

/// <param name="Open">True for those that are open, false for those that are cleared, <see langword="null"/> for both.</param>
/// <param name="Kind">One of <see cref="AlarmKind"/>.</param>
/// <param name="Before">Last alarm of the page before.</param>
/// <param name="Limit">1 to <see cref="MostPerPage"/>.</param>
/// <param name="Severity">One of <c>notice</c>, <c>warning</c>, <c>critical</c>.</param>
public sealed record AlarmFilter(bool? Open = null, Guid? SiteId = null, string? Kind = null, Guid? Before = null, int? Limit = null, string? Severity = null)
{
    public const int MostPerPage = 200;
    public const int UsualPerPage = 50;
}

/// <param name="Next">Goes into <see cref="AlarmFilter.Before"/> for the older ones; <see langword="null"/> when there are none.</param>
public sealed record AlarmPage(IReadOnlyList<AlarmView> Alarms, Guid? Next);

/// <param name="Kind">One of <see cref="AlarmKind"/>.</param>
/// <param name="SubjectId">Device, circuit, meter or station.</param>
/// <param name="Element">What the subject was called: the serial number of a device, else its name on the board.</param>
/// <param name="Phase">1 to 3; <see langword="null"/> when it is about no single phase.</param>
/// <param name="Value">
/// When it was raised: A (<c>fuse-near-limit</c>, <c>station-ignores-orders</c>), s (<c>clock-skew</c>, ahead is positive), readings (<c>readings-missing</c>: how many are;
/// <c>outbox-filling</c>: how many wait); <see langword="null"/> for <c>device-offline</c>.
/// </param>
/// <param name="Bound">The rating in A, the limit in A, the s that are allowed, the readings that were due, the minutes of silence that are allowed.</param>
/// <param name="Since">Since when it was so, UTC.</param>
/// <param name="ClearedBecause">A word of the class of this name; <see langword="null"/> while it is open.</param>
/// <param name="Acknowledgement"><see langword="null"/> while nobody has said that somebody looks after it.</param>
/// <param name="Text">One sentence in the language of the caller.</param>
/// <param name="Advice">What to do next, in the same language.</param>
public sealed record AlarmView(
    Guid Id, string Kind, AlarmSeverity Severity, Guid SiteId, Guid DeviceId, Guid SubjectId, string Element, int? Phase, double? Value, double? Bound,
    DateTimeOffset Since, DateTimeOffset RaisedAt, DateTimeOffset? ClearedAt, string? ClearedBecause, AlarmAcknowledgement? Acknowledgement, string Text, string Advice);

/// <param name="By">The person, or the API client.</param>
public sealed record AlarmAcknowledgement(DateTimeOffset At, Guid By, string? Note);
