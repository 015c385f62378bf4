namespace Clemap.Platform.Audit;

/// <summary>Adds to the audit of the organisation in scope. It needs nothing of what shows the audit: a room that hosts no people notes what is done in it too.</summary>
public interface IAuditWriter
{
    /// <summary>Stores one entry now, for what is no change of the platform's own rows: a sign-in, a refusal, an export.</summary>
    /// <param name="action">Of <see cref="AuditAction"/>.</param>
    /// <param name="subjectId">What it was done to.</param>
    /// <param name="after">JSON; <see langword="null"/> when there is no more to say.</param>
    Task RecordAsync(string action, Guid subjectId, string? after, CancellationToken cancellationToken) => RecordAsync(action, subjectId, null, after, cancellationToken);

    /// <summary>The same of a change that another module makes: what it was and what it is.</summary>
    /// <param name="before">JSON; <see langword="null"/> when there was nothing.</param>
    /// <param name="after">JSON; <see langword="null"/> when there is nothing any more.</param>
    Task RecordAsync(string action, Guid subjectId, string? before, string? after, CancellationToken cancellationToken);
}
