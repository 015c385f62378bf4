using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Alarms;

/// <summary>One look at everything of the organisation in scope: what is worth an alarm is raised, what is over is cleared.</summary>
internal sealed class AlarmPass(
    TelemetryDbContext database, IDeviceWatch devices, IOrganisationContext organisation, ReadingChecks readings, AlarmStore store, AlarmSettings settings)
{
    /// <param name="watchingSince">A silence before that may have been ours.</param>
    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken, DateTimeOffset watchingSince = default)
    {
        var organisationId = organisation.OrganisationId ?? throw new InvalidOperationException("A look at alarms acts for one organisation.");
        var watched = new Watched(await devices.ListAsync(cancellationToken), now);
        var open = await database.Alarms.AsNoTracking().Where(alarm => alarm.ClearedAt == null).ToListAsync(cancellationToken);
        if (watched.Devices.Count == 0 && open.Count == 0)
            return;
        var outboxes = await database.Outboxes.AsNoTracking().ToDictionaryAsync(outbox => outbox.DeviceId, cancellationToken);

        List<Observation> observations = [.. watched.Devices.SelectMany(device => Of(device, watched, outboxes.GetValueOrDefault(device.Id), now, watchingSince))];
        observations.AddRange(await readings.FusesAsync(organisationId, watched, now, cancellationToken));
        observations.AddRange(await readings.StationsAsync(organisationId, watched, now, cancellationToken));
        observations.AddRange(await readings.MissingAsync(organisationId, watched, Unsure(open, outboxes.Values, now), now, cancellationToken));
        var changes = AlarmChanges.Of(open, observations, watched, now);
        if (!changes.IsEmpty)
            await store.ApplyAsync(organisationId, changes, now, cancellationToken);
    }

    private IEnumerable<Observation> Of(WatchedDevice device, Watched watched, OutboxRow? outbox, DateTimeOffset now, DateTimeOffset watchingSince)
    {
        var subject = watched.Boxes[device.Id];
        return new[]
        {
            DeviceChecks.Offline(device, subject, settings, now, watchingSince), DeviceChecks.ClockSkew(device, subject, settings, now), DeviceChecks.Outbox(outbox, subject, settings, now),
        }.OfType<Observation>();
    }

    // Who is or was just away, and who says that old readings wait, may still send what seems to be missing.
    private static HashSet<Guid> Unsure(IEnumerable<AlarmRow> open, IEnumerable<OutboxRow> outboxes, DateTimeOffset now) =>
    [
        .. open.Where(alarm => alarm.Kind == AlarmKind.DeviceOffline).Select(alarm => alarm.DeviceId),
        .. outboxes.Where(outbox => now - outbox.HeardAt <= AlarmSettings.Fresh && outbox.OldestAt < now.AddMinutes(-5)).Select(outbox => outbox.DeviceId),
    ];
}
