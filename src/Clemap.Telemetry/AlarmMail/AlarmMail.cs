using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Telemetry.AlarmMail;

internal sealed class AlarmMail(
    TelemetryDbContext database, IMembers members, ISiteDirectory sites, IOrganisationContext organisation, IAuditWriter audit, TimeProvider time) : IAlarmMail
{
    private static readonly string[] Languages = ["de", "fr", "it", "en"];

    public async Task<IReadOnlyList<MailRule>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.MailRules.AsNoTracking().ToDictionaryAsync(row => row.PersonId, cancellationToken);
        return rows.Count == 0 ? [] : [.. (await members.ListAsync(cancellationToken)).Where(member => rows.ContainsKey(member.PersonId)).Select(member => View(member, rows[member.PersonId]))];
    }

    public async Task<(MailRule? Rule, IReadOnlyList<BrokenRule> Broken)> SaveAsync(Guid personId, MailRuleFields fields, CancellationToken cancellationToken)
    {
        if ((await members.ListAsync(cancellationToken)).FirstOrDefault(member => member.PersonId == personId) is not { } member)
            return (null, []);
        var known = (await sites.ListAsync(cancellationToken)).Select(site => site.Id).ToHashSet();
        if (new[] { Language(fields), Kinds(fields), Sites(fields, known) }.OfType<BrokenRule>().ToList() is { Count: > 0 } broken)
            return (null, broken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One after the other: there is no row to lock before the first.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('telemetry.alarm_mail' || {personId.ToString()}, 0))", cancellationToken);
        var row = await LockedAsync(personId, cancellationToken);
        var before = row is null ? null : Told(row);
        if (row is null)
            database.MailRules.Add(row = new() { OrganisationId = organisation.OrganisationId!.Value, PersonId = personId, DueAt = time.GetUtcNow() });
        (row.Language, row.Kinds, row.SiteIds) = (fields.Language!, [.. (fields.Kinds ?? AlarmKind.All).Distinct()], [.. (fields.SiteIds ?? []).Distinct()]);
        await database.SaveChangesAsync(cancellationToken);
        if (before != Told(row))
            await audit.RecordAsync(AuditAction.AlarmMailChanged, personId, before, Told(row), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (View(member, row), []);
    }

    public async Task<bool> DeleteAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(personId, cancellationToken) is not { } row)
            return false;
        await database.MailItems.Where(item => item.PersonId == personId).ExecuteDeleteAsync(cancellationToken);
        database.MailRules.Remove(row);
        await database.SaveChangesAsync(cancellationToken);
        await audit.RecordAsync(AuditAction.AlarmMailChanged, personId, Told(row), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Task<MailRuleRow?> LockedAsync(Guid personId, CancellationToken cancellationToken) => database.MailRules
        .FromSql($"select * from telemetry.alarm_mail_rule where organisation_id = {organisation.OrganisationId} and person_id = {personId} for update")
        .SingleOrDefaultAsync(cancellationToken);

    private static BrokenRule? Language(MailRuleFields fields) =>
        Languages.Contains(fields.Language) ? null : new("unknown", "language", "The language is de, fr, it or en.");

    private static BrokenRule? Kinds(MailRuleFields fields) => fields.Kinds switch
    {
        null => null,
        [] => new("required", "kinds", "The kinds are empty; leave them out for all."),
        { } kinds when kinds.Any(kind => !AlarmKind.All.Contains(kind)) => new("unknown", "kinds", $"The kinds are of {string.Join(", ", AlarmKind.All)}."),
        _ => null,
    };

    private static BrokenRule? Sites(MailRuleFields fields, HashSet<Guid> known) => fields.SiteIds switch
    {
        null => null,
        [] => new("required", "siteIds", "The sites are empty; leave them out for all."),
        { } wanted when wanted.Any(id => !known.Contains(id)) => new("unknown", "siteIds", "The organisation has no such site."),
        _ => null,
    };

    private static MailRule View(MemberView member, MailRuleRow row) => new(row.PersonId, member.Name, member.Email, row.Language, row.Kinds, row.SiteIds);

    private static string Told(MailRuleRow row) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["kinds"] = string.Join(", ", row.Kinds),
        ["sites"] = row.SiteIds.Length == 0 ? "*" : string.Join(", ", row.SiteIds),
        ["language"] = row.Language,
    });
}
