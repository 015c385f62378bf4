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
    private const int PatienceS = 300;
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(31);

    private Guid OrganisationId =>
        organisation.OrganisationId ?? throw new InvalidOperationException("A rollup acts for one organisation.");

    /// <summary>Works off what is due. Leaves it to the other node when one is at it.</summary>
    /// <param name="closedBefore">Quarter hours that started before this are over.</param>
    public Task DrainDueAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken) =>
        DrainAsync("select pg_try_advisory_xact_lock($1)", RollupSql.TakeDue, [Time(closedBefore)], mayLeaveGaps: true, cancellationToken);

    /// <summary>Works off everything that bears on [from, to), waiting for another node if need be: a gap over its ends is at most a month long.</summary>
    public Task SettleAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        DrainAsync(
            "select pg_advisory_xact_lock($1)", RollupSql.TakeSpan, [Time(from - LongestGap), Time(to + LongestGap)], mayLeaveGaps: false, cancellationToken);

    private async Task DrainAsync(string lockSql, string takeSql, NpgsqlParameter[] bounds, bool mayLeaveGaps, CancellationToken cancellationToken)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)database.Database.GetDbConnection();
            // What is put back, or marked meanwhile, has a higher number and waits for the next time: else an organisation with thousands of sources would never be done.
            NpgsqlParameter[] upToNow = [.. bounds, new() { Value = MostBuckets }, new() { Value = await NewestMarkAsync(connection, cancellationToken) }];
            // A gap may be left to a mark that is made meanwhile only if another drain follows.
            var gapsUpTo = mayLeaveGaps ? new NpgsqlParameter { Value = long.MaxValue } : upToNow[^1];
            while (await ChunkAsync(connection, lockSql, takeSql, upToNow, gapsUpTo, cancellationToken) == MostBuckets)
            {
            }
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private async Task<long> NewestMarkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, RollupSql.NewestMark, []);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<int> ChunkAsync(
        NpgsqlConnection connection, string lockSql, string takeSql, NpgsqlParameter[] bounds, NpgsqlParameter gapsUpTo, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var locking = new NpgsqlCommand(lockSql, connection) { Parameters = { new() { Value = LockKey() } } };
        if (await locking.ExecuteScalarAsync(cancellationToken) is false)
            return 0;
        var taken = await ListAsync(
            connection, takeSql, [.. bounds.Select(bound => bound.Clone())], cancellationToken);
        if (taken.Count > 0)
            await ReckonAsync(connection, [.. taken.Distinct()], gapsUpTo, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        return taken.Count;
    }

    private async Task ReckonAsync(
        NpgsqlConnection connection, List<(Guid Source, DateTime Start)> dirty, NpgsqlParameter gapsUpTo, CancellationToken cancellationToken)
    {
        await ListAsync(connection, RollupSql.MarkAgain, Arrays(dirty), cancellationToken);
        var changed = await ListAsync(connection, RollupSql.Minutes, WithSpan(dirty), cancellationToken);
        var targets = await ListAsync(connection, RollupSql.Targets, [.. Arrays(dirty), .. Arrays(changed), gapsUpTo.Clone(), new() { Value = gapsUpTo.Value is long.MaxValue }], cancellationToken);
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

    private async Task<List<(Guid Source, DateTime Start)>> ListAsync(
        NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var list = new List<(Guid, DateTime)>();
        while (await reader.ReadAsync(cancellationToken))
            list.Add((reader.GetGuid(0), reader.GetDateTime(1)));
        return list;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PatienceS, Parameters = { new() { Value = OrganisationId } } };
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter[] Arrays(List<(Guid Source, DateTime Start)> buckets) =>
    [
        new() { Value = buckets.ConvertAll(bucket => bucket.Source) },
        new() { Value = buckets.ConvertAll(bucket => bucket.Start), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
    ];

    // Rows are looked at in the quarter hours and those beside them. The span lets the planner leave out the partitions of other days.
    private static NpgsqlParameter[] WithSpan(List<(Guid Source, DateTime Start)> targets) =>
    [
        .. Arrays(targets),
        Time(targets.Min(target => target.Start).AddMinutes(-15)),
        Time(targets.Max(target => target.Start).AddMinutes(30)),
    ];

    private static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    // Any number that two organisations hardly share; sharing it would only make one wait.
    private long LockKey() => BitConverter.ToInt64(OrganisationId.ToByteArray(), 8);
}
