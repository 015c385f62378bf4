using Clemap.Billing.Database;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Sessions;

/// <summary>Takes sessions from the device in scope. When it returns, what it accepted is committed.</summary>
internal sealed class SessionIngestion(
    BillingDbContext database, IOrganisationContext organisation, IDeviceDirectory devices, TimeProvider time)
{
    public const int MaximumSessions = 5_000;

    public async Task<SessionAnswer> StoreAsync(SessionBatch batch, CancellationToken cancellationToken)
    {
        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        var device = organisation.ActorId ?? throw new InvalidOperationException("No device is in scope.");
        var sources = await devices.SourcesAsync(owner, device, cancellationToken);
        var historyFrom = (await devices.FindAsync(device, cancellationToken))?.HistoryFrom;
        var now = time.GetUtcNow();
        var rejected = new List<RejectedRow>();
        var good = new List<ChargingSession>(batch.Sessions.Count);
        for (var index = 0; index < batch.Sessions.Count; index++)
        {
            if (SessionRules.Check(index, batch.Sessions[index], sources, now, historyFrom) is { } problem)
                rejected.Add(problem);
            else
                good.Add(batch.Sessions[index]);
        }

        var accepted = good.Count == 0 ? 0 : await InsertAsync(owner, device, good, now, cancellationToken);
        return new SessionAnswer(accepted, good.Count - accepted, rejected);
    }

    private Task<int> InsertAsync(
        Guid owner, Guid device, List<ChargingSession> sessions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = sessions.Select(session => session.SessionId).ToArray();
        var stations = sessions.Select(session => session.StationId).ToArray();
        var starts = sessions.Select(session => session.StartedAt.ToUniversalTime()).ToArray();
        var ends = sessions.Select(session => session.EndedAt.ToUniversalTime()).ToArray();
        var startsWh = sessions.Select(session => session.StartWh).ToArray();
        var endsWh = sessions.Select(session => session.EndWh).ToArray();
        var cards = sessions.Select(session => session.Card?.ToUpperInvariant()).ToArray();
        return database.Database.ExecuteSqlAsync(
            $"""
             insert into billing.charging_session
                 (organisation_id, session_id, device_id, station_id, started_at, ended_at, start_wh, end_wh, card, received_at)
             select {owner}, id, {device}, station, started, ended, start_wh, end_wh, card, {now}
             from unnest({ids}, {stations}, {starts}, {ends}, {startsWh}, {endsWh}, {cards})
                 as row (id, station, started, ended, start_wh, end_wh, card)
             on conflict do nothing
             """,
            cancellationToken);
    }
}
