using System.Globalization;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.Alarms;

internal sealed class Alarms(TelemetryDbContext database, IOrganisationContext organisation, IAuditWriter audit, TimeProvider time) : IAlarms
{
    public async Task<AlarmPage> FindAsync(AlarmFilter filter, CancellationToken cancellationToken)
    {
        var most = Math.Clamp(filter.Limit ?? AlarmFilter.UsualPerPage, 1, AlarmFilter.MostPerPage);
        IQueryable<AlarmRow> rows = database.Alarms.AsNoTracking();
        if (filter.Open is { } open)
            rows = rows.Where(alarm => alarm.ClearedAt == null == open);
        if (filter.SiteId is { } site)
            rows = rows.Where(alarm => alarm.SiteId == site);
        if (filter.Kind is { Length: > 0 } kind)
            rows = rows.Where(alarm => alarm.Kind == kind);
        if (filter.Severity is { Length: > 0 } severity)
        {
            var kinds = AlarmKind.OfSeverity(severity);
            rows = rows.Where(alarm => kinds.Contains(alarm.Kind));
        }

        if (filter.Before is { } before)
            rows = rows.Where(alarm => alarm.Id.CompareTo(before) < 0);
        var found = await rows.OrderByDescending(alarm => alarm.Id).Take(most + 1).ToListAsync(cancellationToken);
        return new([.. found.Take(most).Select(View)], found.Count > most ? found[most - 1].Id : null);
    }

    public Task<int> CountAsync(CancellationToken cancellationToken) =>
        database.Alarms.CountAsync(alarm => alarm.ClearedAt == null && alarm.AcknowledgedAt == null, cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, int>> OpenBySiteAsync(Guid? siteId, CancellationToken cancellationToken) => await database.Alarms
        .Where(alarm => alarm.ClearedAt == null && (siteId == null || alarm.SiteId == siteId))
        .GroupBy(alarm => alarm.SiteId).Select(site => new { site.Key, Count = site.Count() })
        .ToDictionaryAsync(site => site.Key, site => site.Count, cancellationToken);

    public async Task<(AlarmView? Alarm, IReadOnlyList<BrokenRule> Broken)> AcknowledgeAsync(Guid alarmId, string? note, CancellationToken cancellationToken)
    {
        note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (note is not null && OneLine.Check("note", note, IAlarms.LongestNote) is { } broken)
            return (null, [broken]);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One after the other, so that the audit tells what the second one found.
        var row = await database.Alarms.FromSql($"select * from telemetry.alarm where organisation_id = {organisation.OrganisationId} and id = {alarmId} for update")
            .SingleOrDefaultAsync(cancellationToken);
        if (row is null)
            return (null, []);
        var before = Told(row);
        (row.AcknowledgedAt, row.AcknowledgedBy, row.Note) = (time.GetUtcNow(), organisation.ActorId, note);
        await database.SaveChangesAsync(cancellationToken);
        // Before the commit: nothing is acknowledged that is not in the audit.
        await audit.RecordAsync(AuditAction.AlarmAcknowledged, row.Id, before, Told(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (View(row), []);
    }

    internal static AlarmView View(AlarmRow row) => new(
        row.Id, row.Kind, AlarmKind.SeverityOf(row.Kind), row.SiteId, row.DeviceId, row.SubjectId, row.Element, row.Phase, row.Value, row.Bound,
        row.Since, row.RaisedAt, row.ClearedAt, row.ClearedBecause,
        row is { AcknowledgedAt: { } at, AcknowledgedBy: { } by } ? new(at, by, row.Note) : null,
        AlarmTexts.Sentence(row, CultureInfo.CurrentUICulture), AlarmTexts.Advice(row.Kind, CultureInfo.CurrentUICulture));

    private static string? Told(AlarmRow row) => row.AcknowledgedAt is null ? null : JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["kind"] = row.Kind,
        ["element"] = row.Element,
        ["acknowledgedBy"] = row.AcknowledgedBy?.ToString(),
        ["note"] = row.Note,
    });
}
