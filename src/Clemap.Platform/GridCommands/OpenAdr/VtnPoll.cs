using System.Security.Cryptography;
using System.Text.Json;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>
/// One poll of one connection: its server is asked, and commands are made to be what its events ask for. Which commands there are follows from their keys alone, so that a poll that is
/// interrupted anywhere, or comes twice, is made good by the next. In vain, it changes nothing: what was commanded keeps to its own end.
/// </summary>
internal sealed class VtnPoll(IServiceProvider services, VtnClient client, VtnSecrets secrets, TimeProvider time)
{
    /// <summary>So many that what is new fits beside what is old: a device carries out 1000.</summary>
    private const int MostCommands = 400;

    /// <summary>One that a site had no room for is given again so often.</summary>
    private const int MostTries = 10;
    private const int MostTold = 50;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <returns>False when it was not due, or another node was at it.</returns>
    public async Task<bool> RunAsync(Guid organisationId, Guid connectionId, CancellationToken cancellationToken)
    {
        if (await TakeAsync(organisationId, connectionId, cancellationToken) is not { } taken)
            return false;
        try
        {
            var answer = await client.ReadAsync(QuestionOf(taken), cancellationToken);
            await ApplyAsync(taken, answer, cancellationToken);
        }
        catch (VtnException vain)
        {
            await NoteAsync(taken, row => Failed(row, vain), cancellationToken);
        }

        return true;
    }

    /// <summary>When a server that was asked in vain is asked again: after 30 s, 1 min, 2 min and so on up to an hour, each up to a half more or less, and not before it said itself.</summary>
    internal static TimeSpan PauseAfter(int failures, TimeSpan? retryAfter, double random)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, 30 * Math.Pow(2, Math.Min(failures - 1, 20))) * (0.5 + random));
        return retryAfter is { } said && said > pause ? said < LongestWait ? said : LongestWait : pause;
    }

    // No two nodes take the same, and should this one end now, it is due again in a moment.
    private async Task<VtnConnectionRow?> TakeAsync(Guid organisationId, Guid connectionId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId, connectionId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var row = await database.OpenAdrConnections
            .FromSql($"select * from platform.openadr_connections where organisation_id = {organisationId} and id = {connectionId} and next_poll_at <= {now} for update skip locked")
            .SingleOrDefaultAsync(cancellationToken);
        if (row is null)
            return null;
        (row.Round, row.NextPollAt) = (row.Round + 1, now + Claim);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    private VtnQuestion QuestionOf(VtnConnectionRow row)
    {
        try
        {
            return new(row.Id, row.Url, row.TokenUrl, row.ClientId, secrets.Read(row.Secret), row.OauthScope, row.ProgramId, row.ProgramName);
        }
        catch (CryptographicException)
        {
            throw new VtnException(OpenAdrError.Secret, "The secret cannot be read any more: give it anew.");
        }
    }

    private async Task ApplyAsync(VtnConnectionRow taken, VtnAnswer answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (targets, gone) = await TargetsAsync(taken, cancellationToken);
        var rules = new EventRules(taken.Id, targets, taken.SimplePercent);
        var readings = answer.Events.ToDictionary(one => one.Key, one => new EventReader(rules, answer.Program.PayloadDescriptors, now).Read(one.Key, one.Value));
        if (readings.Values.Sum(reading => reading.Wanted.Count) > MostCommands)
            throw new VtnException(OpenAdrError.TooMuch, $"The events ask for more than {MostCommands} commands.");
        await NoteAsync(
            taken,
            async row =>
            {
                var notUnderstood = await CommandAsync(taken, readings, gone, now, cancellationToken);
                (row.LastPollAt, row.LastSuccessAt, row.Error, row.Detail, row.Failures) = (now, now, null, null, 0);
                (row.Events, row.NextPollAt) = (answer.Events.Count, time.GetUtcNow() + TimeSpan.FromSeconds(row.PollS));
                row.NotUnderstood = JsonSerializer.Serialize([.. notUnderstood.Take(MostTold)], OpenAdrJson.Default.IReadOnlyListOpenAdrNotUnderstood);
            },
            cancellationToken);
    }

    /// <summary>What its targets mean today: one that is not there (a group that was deleted, a device whose site model is not known yet) keeps nobody else from being commanded.</summary>
    private async Task<(IReadOnlyList<OpenAdrTarget> Known, List<OpenAdrNotUnderstood> Gone)> TargetsAsync(VtnConnectionRow taken, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(taken.OrganisationId, taken.Id);
        var targets = scope.ServiceProvider.GetRequiredService<GridTargets>();
        var (known, gone) = (new List<OpenAdrTarget>(), new List<OpenAdrNotUnderstood>());
        foreach (var target in OpenAdrConnections.TargetsOf(taken))
        {
            var means = target.Means!;
            if ((await targets.ResolveAsync(means, cancellationToken)).Broken.Count > 0)
            {
                means = new(
                    await KnownAsync(means.SiteIds, id => new([id])), await KnownAsync(means.MeteringPointIds, id => new(null, [id])), await KnownAsync(means.GroupIds, id => new(null, null, [id])));
            }

            known.Add(target with { Means = means });

            async Task<IReadOnlyList<T>> KnownAsync<T>(IReadOnlyList<T>? ids, Func<T, GridTargetFields> alone)
            {
                var there = new List<T>();
                foreach (var id in ids ?? [])
                {
                    if ((await targets.ResolveAsync(alone(id), cancellationToken)).Broken.Count == 0)
                        there.Add(id);
                    else
                        gone.Add(new("", null, "target-gone", $"{target.Value}: {id}"));
                }

                return there;
            }
        }

        return (known, gone);
    }

    /// <returns>What was not understood, and what the rules of commands refuse.</returns>
    private async Task<List<OpenAdrNotUnderstood>> CommandAsync(
        VtnConnectionRow taken, Dictionary<string, EventReading> readings, List<OpenAdrNotUnderstood> gone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(taken.OrganisationId, taken.Id);
        var commands = scope.ServiceProvider.GetRequiredService<GridCommands>();
        var given = await GivenAsync(scope.ServiceProvider.GetRequiredService<PlatformContext>(), taken.Id, now, cancellationToken);
        List<OpenAdrNotUnderstood> not = [.. gone, .. readings.Values.SelectMany(reading => reading.NotUnderstood)];
        // With targets that are not there now, what was commanded with them holds on.
        var keeping = readings.Where(one => one.Value.KeepsWhatItGave || gone.Count > 0).Select(one => EventReader.KeysOf(one.Key)).ToList();
        var wanted = readings.Values.SelectMany(reading => reading.Wanted).ToList();
        // First what is new, then away with what is old: between the two lies no gap.
        foreach (var command in wanted)
        {
            var same = given.Where(one => one.Key.StartsWith(command.Key, StringComparison.Ordinal)).ToList();
            if (same.Exists(one => one is { IsCancelled: false, HadNoRoom: false }) || same.Count(one => one.HadNoRoom) >= MostTries)
                continue;
            var answer = await commands.GiveAsync(command.Fields, $"{command.Key}.{same.Count}", GridCommandSource.OpenAdr, cancellationToken);
            if (answer.Broken is not [var broken, ..])
                continue;
            not.Add(new(command.EventId, command.Interval, broken.Code, broken.Field));
            keeping.Add(EventReader.KeysOf(command.EventId));
        }

        foreach (var old in given.Where(one => !one.IsCancelled && !wanted.Exists(command => one.Key.StartsWith(command.Key, StringComparison.Ordinal))
            && !keeping.Exists(keys => one.Key.StartsWith(keys, StringComparison.Ordinal))))
            await commands.CancelAsync(old.Id, cancellationToken);
        return not;
    }

    /// <summary>Commands of the connection that are not over.</summary>
    internal static async Task<List<GivenCommand>> GivenAsync(PlatformContext database, Guid connectionId, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await database.GridCommands.AsNoTracking().Where(command => command.IssuedBy == connectionId && command.UntilAt > now)
            .Select(command => new
            {
                command.Id,
                command.RequestKey,
                command.FromAt,
                IsCancelled = database.GridTargets.Any(target => target.CommandId == command.Id && target.CancelledAt != null),
                HadNoRoom = database.GridTargets.Any(target => target.CommandId == command.Id && target.RefusedCode == "too-many"),
            }).ToListAsync(cancellationToken))
            .ConvertAll(one => new GivenCommand(one.Id, one.RequestKey!, one.FromAt, one.IsCancelled, one.HadNoRoom));

    // The row is held meanwhile: who changes the connection or takes it away waits, and a poll that came too late changes nothing.
    private async Task NoteAsync(VtnConnectionRow taken, Func<VtnConnectionRow, Task> work, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(taken.OrganisationId, taken.Id);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (await OpenAdrConnections.LockedAsync(database, taken.OrganisationId, taken.Id, cancellationToken) is not { } row || row.Round != taken.Round)
            return;
        await work(row);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private Task Failed(VtnConnectionRow row, VtnException vain)
    {
        var now = time.GetUtcNow();
        row.Failures++;
        (row.LastPollAt, row.Error, row.Detail) = (now, vain.Code, vain.Message);
        row.NextPollAt = now + PauseAfter(row.Failures, vain.RetryAfter, Random.Shared.NextDouble());
        return Task.CompletedTask;
    }
}

/// <param name="HadNoRoom">At one of its sites too many were open.</param>
internal sealed record GivenCommand(Guid Id, string Key, DateTimeOffset From, bool IsCancelled, bool HadNoRoom);
