using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Rollups;

/// <summary>
/// 10 s to 1 min to 15 min for the organisation in scope. A repeat writes nothing. One drain at a time per organisation, held by a lock in the
/// database: two at once could let the older look at the same quarter hour win.
/// </summary>
internal sealed class Rollup(TelemetryDbContext database, IOrganisationContext organisation)
{
    // A quarter hour may pull in those of a gap of a month on either side.
    private const int MostBuckets = 1_000;
    private const int MostTargets = 5_000;
    private const int MostGaps = 10;
    private const int PatienceS = 300;
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(31);

    private Guid OrganisationId =>
        organisation.OrganisationId ?? throw new InvalidOperationException("A rollup acts for one organisation.");

    /// <summary>Works off what is due. Leaves it to the other node when one is at it.</summary>
    /// <param name="closedBefore">Quarter hours that started before this are over.</param>
    public Task DrainDueAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
    {
        const string TryLock = "select pg_try_advisory_xact_lock($1)";
        return DrainAsync(
            [
                new(TryLock, MarksSql.Newest, MarksSql.TakeDue, [Time(closedBefore)], MostBuckets, ReckonAsync),
                new(TryLock, MarksSql.NewestGap, MarksSql.TakeDueGaps, [], MostGaps, ReckonGapsAsync),
            ],
            cancellationToken);
    }

    /// <summary>Works off everything that bears on [from, to), waiting for another node if need be: a gap over its ends is at most a month long.</summary>
    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        const string Lock = "select pg_advisory_xact_lock($1)";
        NpgsqlParameter[] span = [Time(from - LongestGap), Time(to + LongestGap)];
        return DrainAsync(
            [
                new(Lock, MarksSql.Newest, MarksSql.TakeSpan, span, MostBuckets, ReckonAsync),
                new(Lock, MarksSql.NewestGap, MarksSql.TakeGapsOfSpan, span, MostGaps, ReckonGapsAsync),
            ],
            cancellationToken);
    }

    private async Task DrainAsync(Work[] works, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)database.Database.GetDbConnection();
            foreach (var work in works)
            {
                // What is put back, or marked meanwhile, has a higher number and waits for the next time: else an organisation with thousands of sources would never be done.
                await using var asking = await CommandAsync(connection, work.Newest, [], cancellationToken);
                var newest = (long)(await asking.ExecuteScalarAsync(cancellationToken))!;
                while (newest > 0 && await ChunkAsync(connection, work, newest, cancellationToken) == work.Most)
                {
                }
            }
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private async Task<int> ChunkAsync(NpgsqlConnection connection, Work work, long newest, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // It need not wait for the disk: what a crash undoes comes back with its marks, and whoever commits after it waits for both.
        // The log of marks is emptied as fast as it fills: by its statistics it is small, and it would be read from end to end, dead rows and all, for each organisation.
        await using var locking = new NpgsqlCommand($"{work.Lock}, set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true)", connection) { Parameters = { new() { Value = LockKey() } } };
        if (await locking.ExecuteScalarAsync(cancellationToken) is false)
            return 0;
        var (taken, dirty) = await TakeAsync(
            connection, work.Take, [.. work.Bounds.Select(bound => bound.Clone()), new() { Value = work.Most }, new() { Value = newest }], cancellationToken);
        if (taken > 0)
            await work.Reckon(connection, dirty, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    private async Task ReckonAsync(NpgsqlConnection connection, Dictionary<(Guid Source, DateTime Start), Minutes> marks, CancellationToken cancellationToken)
    {
        List<(Guid Source, DateTime Start)> dirty = [.. marks.Keys];
        await ListAsync(connection, MarksSql.MarkAgain, Arrays(dirty), cancellationToken);
        var changed = await ReckonMinutesAsync(connection, marks, cancellationToken);
        await ReckonAllAsync(connection, await ListAsync(connection, MarksSql.Targets, [.. Arrays(dirty), .. Arrays(changed)], cancellationToken), cancellationToken);
    }

    // A quarter hour of which only the end is new, the first row of the next, has none.
    private async Task<List<(Guid Source, DateTime Start)>> ReckonMinutesAsync(
        NpgsqlConnection connection, Dictionary<(Guid Source, DateTime Start), Minutes> marks, CancellationToken cancellationToken)
    {
        var named = marks.Where(mark => mark.Value != Minutes.None).ToList();
        return named.Count == 0 ? [] : await ListAsync(
            connection,
            RollupSql.Minutes,
            [
                .. WithSpan(named.ConvertAll(mark => (mark.Key.Source, mark.Key.Start.AddMinutes(mark.Value.First)))),
                Times(named.ConvertAll(mark => mark.Key.Start.AddMinutes(mark.Value.Last + 1))),
            ],
            cancellationToken);
    }

    // Whatever minute of the quarter hour it was that changed: its first and its last.
    private async Task ReckonGapsAsync(NpgsqlConnection connection, Dictionary<(Guid Source, DateTime Start), Minutes> beside, CancellationToken cancellationToken)
    {
        List<(Guid, DateTime)> minutes = [.. beside.Keys, .. beside.Keys.Select(quarter => (quarter.Source, quarter.Start.AddMinutes(14)))];
        await ReckonAllAsync(connection, await ListAsync(connection, MarksSql.TargetsOfGaps, Arrays(minutes), cancellationToken), cancellationToken);
    }

    private async Task ReckonAllAsync(NpgsqlConnection connection, List<(Guid Source, DateTime Start)> targets, CancellationToken cancellationToken)
    {
        foreach (var slice in targets.Chunk(MostTargets))
            await ReckonSliceAsync(connection, [.. slice], cancellationToken);
    }

    private async Task ReckonSliceAsync(NpgsqlConnection connection, List<(Guid Source, DateTime Start)> targets, CancellationToken cancellationToken)
    {
        var uneven = await ListAsync(connection, RollupSql.Quarters, Arrays(targets), cancellationToken);
        if (uneven.Count == 0)
            return;
        var jumped = await ListAsync(connection, RollupSql.UnevenQuarters, WithSpan(uneven), cancellationToken);
        if (jumped.Count == 0)
            return;
        List<(Guid Source, DateTime Start)> beside =
            [.. jumped.SelectMany(quarter => new[] { -15, 15 }.Select(minutes => (quarter.Source, quarter.Start.AddMinutes(minutes)))).Distinct()];
        await ListAsync(connection, RollupSql.UnevenQuarters, WithSpan(beside), cancellationToken);
    }

    /// <returns>How many marks were taken, and of which quarter hours.</returns>
    private async Task<(int Taken, Dictionary<(Guid Source, DateTime Start), Minutes> Marks)> TakeAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(connection, sql, parameters, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (taken, marks) = (0, new Dictionary<(Guid Source, DateTime Start), Minutes>());
        for (; await reader.ReadAsync(cancellationToken); taken++)
        {
            var (quarter, minutes) = ((reader.GetGuid(0), reader.GetDateTime(1)), new Minutes(reader.GetInt16(2), reader.GetInt16(3)));
            marks[quarter] = marks.TryGetValue(quarter, out var other) ? other.And(minutes) : minutes;
        }

        return (taken, marks);
    }

    private async Task<List<(Guid Source, DateTime Start)>> ListAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(connection, sql, parameters, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var list = new List<(Guid, DateTime)>();
        while (await reader.ReadAsync(cancellationToken))
            list.Add((reader.GetGuid(0), reader.GetDateTime(1)));
        return list;
    }

    // Prepared, which lasts for as long as the pooled connection: to plan these statements takes as long as to run them for a few quarter hours.
    private async Task<NpgsqlCommand> CommandAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PatienceS, Parameters = { new() { Value = OrganisationId } } };
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(cancellationToken);
        return command;
    }

    private static NpgsqlParameter[] Arrays(List<(Guid Source, DateTime Start)> buckets) =>
    [
        new() { Value = buckets.ConvertAll(bucket => bucket.Source) },
        Times(buckets.ConvertAll(bucket => bucket.Start)),
    ];

    private static NpgsqlParameter Times(List<DateTime> times) => new() { Value = times, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };

    // Rows are looked at in the quarter hours and those beside them. The span lets the planner leave out the partitions of other days.
    private static NpgsqlParameter[] WithSpan(List<(Guid Source, DateTime Start)> targets) =>
    [
        .. Arrays(targets),
        Time(targets.Min(target => target.Start).AddMinutes(-15)),
        Time(targets.Max(target => target.Start).AddMinutes(30)),
    ];

    private static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <param name="Lock">$1 key.</param>
    /// <param name="Newest">$1 organisation; the newest mark of the kind, 0 when there is none.</param>
    /// <param name="Take">$1 organisation, then <paramref name="Bounds"/>, then most marks and newest mark.</param>
    private sealed record Work(
        string Lock, string Newest, string Take, NpgsqlParameter[] Bounds, int Most, Func<NpgsqlConnection, Dictionary<(Guid Source, DateTime Start), Minutes>, CancellationToken, Task> Reckon);

    // Any number that two organisations hardly share; sharing it would only make one wait.
    private long LockKey() => BitConverter.ToInt64(OrganisationId.ToByteArray(), 8);
}
