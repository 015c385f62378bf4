using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;

namespace Clemap.Billing.Sessions;

/// <summary>What a session must hold to be stored. One bad row does not refuse its neighbours.</summary>
internal static class SessionRules
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <param name="historyFrom">What was charged before belongs to another organisation; <see langword="null"/> when the device had none before.</param>
    /// <returns><see langword="null"/> when the row is good.</returns>
    public static RejectedRow? Check(int index, ChargingSession? session, IReadOnlySet<Guid> sources, DateTimeOffset now, DateTimeOffset? historyFrom = null) => session switch
    {
        null => new(index, "malformed", null),
        _ when session.SessionId == Guid.Empty => new(index, "required", "sessionId"),
        _ when !sources.Contains(session.StationId) => new(index, "unknown-source", "stationId"),
        _ when session.EndedAt < session.StartedAt => new(index, "out-of-range", "endedAt"),
        _ when session.StartedAt < historyFrom => new(index, "before-claim", "startedAt"),
        _ when session.EndedAt > now + ClockSkew => new(index, "in-the-future", "endedAt"),
        _ when session.StartWh < 0 => new(index, "out-of-range", "startWh"),
        _ when session.EndWh < session.StartWh => new(index, "out-of-range", "endWh"),
        _ when session.Card is { } card && !IsCard(card) => new(index, "out-of-range", "card"),
        _ => null,
    };

    private static bool IsCard(string card) => card.Length is > 0 and <= 40 && card.All(char.IsAsciiLetterOrDigit);
}
