namespace Clemap.Platform.Audit;

/// <summary>The audit of the organisation in scope. Entries are added and read, never changed; they go when <c>Clemap:AuditDays</c> is over.</summary>
public interface IAudit
{
    /// <summary>Newest first.</summary>
    Task<AuditPage> FindAsync(AuditFilter filter, CancellationToken cancellationToken);

    /// <summary>All that fit, newest first, read in pages: however many there are, few are in memory.</summary>
    IAsyncEnumerable<AuditView> ExportAsync(AuditFilter filter, CancellationToken cancellationToken);
}

/// <summary>All parts must fit; what is <see langword="null"/> or empty fits everything.</summary>
/// <param name="Who">Part of the name or mail address of a person, of the serial number of a device or of the name of an API client, or the id.</param>
/// <param name="Action">One of <see cref="AuditAction"/>.</param>
/// <param name="What">Part of the name of a person, site or API client or of the serial number of a device, or the id: what it was done to.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Before">Last entry of the page before.</param>
public sealed record AuditFilter(
    string? Who = null, string? Action = null, string? What = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Before = null);

/// <param name="Next">Goes into <see cref="AuditFilter.Before"/> for the older ones; <see langword="null"/> when there are none.</param>
public sealed record AuditPage(IReadOnlyList<AuditView> Entries, Guid? Next);

/// <param name="ActorName">Person or device; <see langword="null"/> when it is the system, or known no more.</param>
/// <param name="SubjectName">As far as it is known.</param>
/// <param name="Before">JSON; <see langword="null"/> when there was nothing.</param>
/// <param name="After">JSON.</param>
/// <param name="Origin">Network address, or <c>server</c>.</param>
/// <param name="BySupport">Platform support did it on the organisation's behalf; <paramref name="ActorName"/> says who truly acted.</param>
public sealed record AuditView(
    Guid Id, DateTimeOffset At, Guid? ActorId, string? ActorName, string Action, Guid SubjectId, string? SubjectName, string? Before, string? After, string Origin,
    bool BySupport = false);
