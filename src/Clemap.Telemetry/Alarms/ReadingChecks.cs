using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Alarms;

/// <summary>What the stored readings of one organisation say: three queries, however many sites it has.</summary>
internal sealed class ReadingChecks(TelemetryDbContext database, AlarmSettings settings)
{
    private const int Slots = 90;
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<Observation>> FusesAsync(Guid organisationId, Watched watched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (watched.Circuits.Count == 0)
            return [];
        var circuits = watched.Circuits.Values.ToList();
        var phases = await ReadAsync(
            AlarmSql.Fuses, Measured.Read, cancellationToken,
            Value(organisationId), Value(circuits.ConvertAll(circuit => circuit.Subject.Id)), Value(circuits.ConvertAll(circuit => circuit.MeterId)),
            Value(circuits.ConvertAll(circuit => circuit.RatingA)), Value(settings.FusePercent), Value(settings.FuseCalmPercent), Time(now), Time(now - Look));
        return [.. phases.GroupBy(phase => phase.Id).Select(circuit => Of(AlarmKind.FuseNearLimit, watched.Circuits[circuit.Key].Subject, [.. circuit], now)).OfType<Observation>()];
    }

    public async Task<IReadOnlyList<Observation>> StationsAsync(Guid organisationId, Watched watched, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (watched.Stations.Count == 0)
            return [];
        var stations = await ReadAsync(
            AlarmSql.Stations, Measured.Read, cancellationToken,
            Value(organisationId), Value(watched.Stations.Keys.ToList()), Value(settings.StationToleranceA), Time(now), Time(now - Look));
        return [.. stations.Select(station => Of(AlarmKind.StationIgnoresOrders, watched.Stations[station.Id], [station], now)).OfType<Observation>()];
    }

    /// <param name="unsure">Devices whose readings may still be on their way: nothing is said of theirs.</param>
    public async Task<IReadOnlyList<Observation>> MissingAsync(
        Guid organisationId, Watched watched, IReadOnlySet<Guid> unsure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var to = new DateTimeOffset((now - Settled).UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var sources = watched.Sources.Values.Where(source => watched.Heard.Contains(source.DeviceId) && !unsure.Contains(source.DeviceId)).Select(source => source.Id).ToList();
        if (sources.Count == 0)
            return [];
        var counted = await ReadAsync(
            AlarmSql.Missing, row => (Id: row.GetGuid(0), Stored: row.GetInt32(1), Known: row.GetBoolean(2)), cancellationToken,
            Value(organisationId), Value(sources), Time(to - Span), Time(to), Value((int)Math.Ceiling(Slots * (100 - settings.MissingPercent) / 100)), Time(to - Span - TimeSpan.FromDays(1)));
        return [.. counted.Where(source => source.Known).Select(source => Of(source.Id, source.Stored)).OfType<Observation>()];

        Observation? Of(Guid id, int stored)
        {
            double missing = Slots - stored;
            if (missing > Slots * settings.MissingPercent / 100)
                return new(AlarmKind.ReadingsMissing, watched.Sources[id], true, to - Span, missing, Slots);
            return missing <= Slots * settings.MissingPercent / 200 ? new(AlarmKind.ReadingsMissing, watched.Sources[id], false, now) : null;
        }
    }

    // The phase with the largest current stands for its circuit; a circuit is calm when every phase that is measured is.
    private static Observation? Of(string kind, Subject subject, List<Measured> phases, DateTimeOffset now)
    {
        if (phases.Where(phase => phase.Raised).MaxBy(phase => phase.A) is { } worst)
            return new(kind, subject, true, worst.Since ?? now, Math.Round(worst.A, 1), worst.Bound, worst.Phase);
        return phases.TrueForAll(phase => phase.Calm)
            ? new(kind, subject, false, now, Phases: [.. phases.Where(phase => phase.Phase is not null).Select(phase => phase.Phase!.Value)])
            : null;
    }

    private async Task<List<TRow>> ReadAsync<TRow>(string sql, Func<NpgsqlDataReader, TRow> read, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await database.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)database.Database.GetDbConnection());
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<TRow>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            return rows;
        }
        finally
        {
            await database.Database.CloseConnectionAsync();
        }
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Time(DateTimeOffset at) => new() { Value = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <param name="A">Largest current of the last minutes, A.</param>
    /// <param name="Bound">Rating or limit, A.</param>
    private sealed record Measured(Guid Id, short? Phase, bool Raised, bool Calm, double A, double Bound, DateTimeOffset? Since)
    {
        public static Measured Read(NpgsqlDataReader row) => new(
            row.GetGuid(0),
            row.IsDBNull(1) ? null : row.GetInt16(1),
            row.GetBoolean(2),
            !row.IsDBNull(3) && row.GetBoolean(3),
            row.IsDBNull(4) ? 0 : row.GetDouble(4),
            row.GetDouble(5),
            row.IsDBNull(6) ? null : new DateTimeOffset(row.GetDateTime(6), TimeSpan.Zero));
    }
}
