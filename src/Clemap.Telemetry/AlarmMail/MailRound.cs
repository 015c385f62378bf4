using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>
/// Sends the letters of the organisation in scope that are due: what happened is collected for a minute, and a person gets one letter in ten minutes at most, so that a storm is one
/// letter. What was sent and not told to be done, because the node ended, is sent again.
/// </summary>
internal sealed class MailRound(
    TelemetryDbContext database, IMembers members, ISiteDirectory sites, IOrganisationContext organisation, IMailer mailer, IConfiguration configuration, ILogger<MailRound> logger)
{
    public static readonly TimeSpan Collect = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Between = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    public async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var collected = now - Collect;
        var due = await database.MailRules.AsNoTracking()
            .Where(rule => rule.DueAt <= now && database.MailItems.Any(item => item.PersonId == rule.PersonId && item.At <= collected))
            .Select(rule => rule.PersonId).ToListAsync(cancellationToken);
        if (due.Count == 0)
            return;
        var people = (await members.ListAsync(cancellationToken)).ToDictionary(member => member.PersonId);
        var names = (await sites.ListAsync(cancellationToken)).ToDictionary(site => site.Id, site => site.Name);
        foreach (var person in due)
            await SendAsync(person, people.GetValueOrDefault(person), names, now, cancellationToken);
    }

    // The rule is locked while its letter is under way: no other node sends it. Not its key, to which what happens meanwhile is attached: an alarm never waits for a mail server.
    private async Task SendAsync(Guid personId, MemberView? member, Dictionary<Guid, string> names, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var rule = await database.MailRules
            .FromSql($"select * from telemetry.alarm_mail_rule where organisation_id = {organisation.OrganisationId} and person_id = {personId} and due_at <= {now} for no key update skip locked")
            .SingleOrDefaultAsync(cancellationToken);
        if (rule is null)
            return;
        var items = await database.MailItems.Where(item => item.PersonId == personId).ToListAsync(cancellationToken);
        var ids = items.ConvertAll(item => item.AlarmId);
        var alarms = await database.Alarms.AsNoTracking().Where(alarm => ids.Contains(alarm.Id)).ToDictionaryAsync(alarm => alarm.Id, cancellationToken);
        var told = items.FindAll(item => alarms.TryGetValue(item.AlarmId, out var alarm) && member is not null && Sees(member, alarm.SiteId)).ConvertAll(item => (alarms[item.AlarmId], item.Raised));
        rule.DueAt = now + Between;
        if (told.Count > 0 && !await TrySendAsync(AlarmLetter.Of(member!, rule.Language, told, names, new Uri(configuration["Clemap:Url"] ?? "http://localhost")), cancellationToken))
        {
            rule.DueAt = now + Again;
            items.RemoveAll(item => now - item.At < GivenUpAfter);
        }

        database.MailItems.RemoveRange(items);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> TrySendAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            await mailer.SendAsync(letter, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LetterFailed(failure);
            return false;
        }
    }

    private static bool Sees(MemberView member, Guid siteId) => member.Roles.Any(role => Permission.Allows(role, Permission.ViewSites))
        || member.SiteRoles.Any(role => role.SiteId == siteId && Permission.Allows(role.Role, Permission.ViewSites));
}
