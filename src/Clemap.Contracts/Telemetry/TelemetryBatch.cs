namespace Clemap.Contracts.Telemetry;

/// <summary>Body of <c>POST /api/v1/telemetry</c>.</summary>
/// <param name="BootId">New at each start of the edge.</param>
/// <param name="Sequence">Counts batches since the start.</param>
/// <param name="SentAt">The edge's clock when it sent this, UTC; the server measures the skew from it.</param>
/// <param name="Readings">At most <see cref="MaximumReadings"/>.</param>
/// <param name="ClockOffsetS">
/// How far the device's own clock was ahead of the cloud's when it last heard it, s; <see langword="null"/> when it never did. Beyond 30 s either way the
/// device stamps its readings with the cloud's time instead.
/// </param>
/// <param name="PendingReadings">How many readings wait in the device's outbox, those of this batch among them; <see langword="null"/> when the device does not say.</param>
/// <param name="OldestPendingAt">When the oldest of them was measured, UTC; <see langword="null"/> when none waits or the device does not say.</param>
public sealed record TelemetryBatch(
    Guid BootId, long Sequence, DateTimeOffset SentAt, IReadOnlyList<Reading> Readings, double? ClockOffsetS = null, long? PendingReadings = null,
    DateTimeOffset? OldestPendingAt = null)
{
    public const int MaximumReadings = 5_000;

    /// <summary>A body of more, as sent, is taken for history: it waits apart from what was just measured, and its sender asks first (Expect, RFC 9110, section 10.1.1). B.</summary>
    public const int LargeBodyBytes = 64 * 1_024;
}

/// <summary>Answer 202 to a <see cref="TelemetryBatch"/>: what is named as accepted is committed.</summary>
/// <param name="Accepted">Rows stored by this call.</param>
/// <param name="Duplicates">Rows that were stored before under the same source and time.</param>
/// <param name="Rejected">Rows that were refused; the others are stored all the same.</param>
/// <param name="ServerTime">UTC.</param>
public sealed record TelemetryAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedRow> Rejected, DateTimeOffset ServerTime);

/// <param name="Index">Place in the list that was sent, from 0.</param>
/// <param name="Reason">A code, for example <c>unknown-source</c>, <c>in-the-future</c>, <c>too-old</c>, <c>off-grid</c>, <c>out-of-range</c>.</param>
/// <param name="Field">The field that broke the rule, as named in JSON.</param>
public sealed record RejectedRow(int Index, string Reason, string? Field = null);
