using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.GridCommands.OpenAdr;

internal sealed class OpenAdrConnections(
    PlatformContext database, IOrganisationContext organisation, GridTargets targets, VtnSecrets secrets, OpenAdrSettings settings, AuditTrail audit, IServiceProvider services, TimeProvider time)
    : IOpenAdr
{
    private Guid Owner => organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");

    public async Task<IReadOnlyList<OpenAdrConnection>> ListAsync(CancellationToken cancellationToken)
    {
        var views = new List<OpenAdrConnection>();
        foreach (var row in await database.OpenAdrConnections.AsNoTracking().OrderBy(row => row.Name).ThenBy(row => row.Id).ToListAsync(cancellationToken))
            views.Add(await ViewAsync(row, cancellationToken));
        return views;
    }

    public async Task<OpenAdrChange> MakeAsync(OpenAdrFields fields, CancellationToken cancellationToken)
    {
        if (await CheckAsync(fields, needsSecret: true, cancellationToken) is { Count: > 0 } broken)
            return new(null, broken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // One after the other, so that of two that are one too many the second is refused.
        await database.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"openadr {Owner}"}, 0))", cancellationToken);
        if (await database.OpenAdrConnections.CountAsync(cancellationToken) >= IOpenAdr.Most)
            return new(null, [new("too-many", "", $"An organisation has at most {IOpenAdr.Most} connections.")]);
        var now = GridCommands.Whole(time.GetUtcNow());
        var row = new VtnConnectionRow
        {
            OrganisationId = Owner,
            Id = Guid.CreateVersion7(),
            MadeAt = now,
            Name = "",
            Url = "",
            TokenUrl = "",
            ClientId = "",
            Secret = secrets.Protect(fields.ClientSecret!),
            SecretSince = now,
            Targets = "[]",
            PollS = 0,
            Round = 0,
            NextPollAt = now,
        };
        Take(row, fields);
        database.OpenAdrConnections.Add(row);
        audit.Add(Owner, AuditAction.OpenAdrMade, row.Id, null, Told(row));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(await ViewAsync(row, cancellationToken), []);
    }

    public async Task<OpenAdrChange> ChangeAsync(Guid connectionId, OpenAdrFields fields, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(database, Owner, connectionId, cancellationToken) is not { } row)
            return new(null, []);
        if (await CheckAsync(fields, needsSecret: false, cancellationToken) is { Count: > 0 } broken)
            return new(null, broken);
        // A secret is for the place that it was given for: whoever changes the place shows that they know it.
        if (fields.ClientSecret is null && (fields.TokenUrl != row.TokenUrl || fields.Url != row.Url))
            return new(null, [new("required", "clientSecret", "With another address the clientSecret is given anew.")]);
        var before = Told(row);
        if (fields.ClientSecret is { } secret)
            (row.Secret, row.SecretSince) = (secrets.Protect(secret), GridCommands.Whole(time.GetUtcNow()));
        Take(row, fields);
        // A poll that is under way knows the connection as it was: its number has passed. The next is at once.
        (row.Round, row.NextPollAt) = (row.Round + 1, time.GetUtcNow());
        if (before != Told(row))
            audit.Add(Owner, AuditAction.OpenAdrChanged, row.Id, before, Told(row));
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(await ViewAsync(row, cancellationToken), []);
    }

    public async Task<bool> EndAsync(Guid connectionId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await LockedAsync(database, Owner, connectionId, cancellationToken) is not { } row)
            return false;
        await using (var own = services.CreateOrganisationScope(Owner, connectionId))
        {
            var commands = own.ServiceProvider.GetRequiredService<IGridCommands>();
            var now = time.GetUtcNow();
            foreach (var later in (await VtnPoll.GivenAsync(database, connectionId, now, cancellationToken)).Where(command => command.From > now && !command.IsCancelled))
                await commands.CancelAsync(later.Id, cancellationToken);
        }

        database.OpenAdrConnections.Remove(row);
        audit.Add(Owner, AuditAction.OpenAdrEnded, row.Id, Told(row), null);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Held until the transaction ends.</summary>
    public static Task<VtnConnectionRow?> LockedAsync(PlatformContext database, Guid owner, Guid connectionId, CancellationToken cancellationToken) => database.OpenAdrConnections
        .FromSql($"select * from platform.openadr_connections where organisation_id = {owner} and id = {connectionId} for update").SingleOrDefaultAsync(cancellationToken);

    public static IReadOnlyList<OpenAdrTarget> TargetsOf(VtnConnectionRow row) => JsonSerializer.Deserialize(row.Targets, OpenAdrJson.Default.IReadOnlyListOpenAdrTarget)!;

    private async Task<IReadOnlyList<BrokenRule>> CheckAsync(OpenAdrFields fields, bool needsSecret, CancellationToken cancellationToken)
    {
        if (OpenAdrRules.Check(fields, settings, needsSecret) is { Count: > 0 } broken)
            return broken;
        var unknown = new List<BrokenRule>();
        foreach (var (i, target) in fields.Targets!.Index())
            unknown.AddRange((await targets.ResolveAsync(target.Means!, cancellationToken)).Broken.Select(rule => rule with { Field = OpenAdrRules.FieldOf(i, rule.Field) }));
        return unknown;
    }

    private static void Take(VtnConnectionRow row, OpenAdrFields fields)
    {
        (row.Name, row.Url, row.TokenUrl, row.ClientId) = (fields.Name!.Trim(), fields.Url!, fields.TokenUrl!, fields.ClientId!.Trim());
        (row.OauthScope, row.ProgramId, row.ProgramName) = (fields.OauthScope?.Trim(), fields.ProgramId, fields.ProgramName?.Trim());
        (row.SimplePercent, row.PollS) = (fields.SimplePercent?.ToArray(), fields.PollS ?? OpenAdrRules.UsualPollS);
        row.Targets = JsonSerializer.Serialize([.. fields.Targets!], OpenAdrJson.Default.IReadOnlyListOpenAdrTarget);
    }

    private async Task<OpenAdrConnection> ViewAsync(VtnConnectionRow row, CancellationToken cancellationToken)
    {
        var given = await VtnPoll.GivenAsync(database, row.Id, time.GetUtcNow(), cancellationToken);
        return new(
            row.Id, row.Name, row.Url, row.TokenUrl, row.ClientId, row.SecretSince, row.OauthScope, row.ProgramId, row.ProgramName, TargetsOf(row), row.SimplePercent, row.PollS,
            new(row.LastPollAt, row.LastSuccessAt, row.NextPollAt, row.Error, row.Detail, row.Events, given.Count(command => !command.IsCancelled),
                JsonSerializer.Deserialize(row.NotUnderstood, OpenAdrJson.Default.IReadOnlyListOpenAdrNotUnderstood)!));
    }

    // Never the secret itself: only since when it is.
    private static string Told(VtnConnectionRow row) => JsonSerializer.Serialize(
        new Dictionary<string, string>(new Dictionary<string, string?>
        {
            ["name"] = row.Name,
            ["url"] = row.Url,
            ["tokenUrl"] = row.TokenUrl,
            ["client"] = row.ClientId,
            ["secretSince"] = row.SecretSince.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["oauthScope"] = row.OauthScope,
            ["program"] = row.ProgramId ?? row.ProgramName,
            ["targets"] = row.Targets,
            ["simplePercent"] = row.SimplePercent is { } levels ? string.Join(", ", levels.Select(level => level.ToString(System.Globalization.CultureInfo.InvariantCulture))) : null,
            ["pollS"] = row.PollS.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))),
        OpenAdrJson.Default.DictionaryStringString);
}
