using Clemap.Contracts.Telemetry;

namespace Clemap.Contracts.Sessions;

/// <summary>One plug-in to plug-out at a station. Sent when it ends (and again, unchanged, when an answer was lost).</summary>
public sealed record ChargingSession
{
    public required Guid SessionId { get; init; }
    public required Guid StationId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Import register at the start, Wh.</summary>
    public required long StartWh { get; init; }

    /// <summary>Import register at the end, Wh; never below <see cref="StartWh"/>.</summary>
    public required long EndWh { get; init; }

    /// <summary>Number of the card (RFID) that opened the session, upper-case hex; absent when nobody identified.</summary>
    public string? Card { get; init; }
}

/// <summary>Body of <c>POST /api/v1/sessions</c>. The key is <see cref="ChargingSession.SessionId"/>: a resend is harmless.</summary>
public sealed record SessionBatch(IReadOnlyList<ChargingSession> Sessions);

/// <summary>Answer 202: what is named is committed.</summary>
public sealed record SessionAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedRow> Rejected);
