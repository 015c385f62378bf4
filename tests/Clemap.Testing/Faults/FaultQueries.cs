using Clemap.Contracts.Telemetry;
using Npgsql;

namespace Clemap.Testing.Faults;

/// <summary>Rows of some quarter hours of an organisation, as they stand in the tables.</summary>
internal static class FaultQueries
{
    private const string Rolled =
        """
        current_l1min, current_l1avg, current_l1max, current_l2min, current_l2avg, current_l2max, current_l3min, current_l3avg, current_l3max, active_min, active_avg, active_max,
        import_first_wh, import_last_wh, export_first_wh, export_last_wh
        """;

    public static NpgsqlCommand Rows(NpgsqlConnection look, Guid organisationId, IReadOnlyList<(Guid Source, DateTimeOffset Start)> places) => Command(
        look,
        """
        source_id, at, voltage_l1v, voltage_l2v, voltage_l3v, current_l1a, current_l2a, current_l3a, active_l1w, active_l2w, active_l3w, reactive_var, apparent_va, power_factor, limit_a,
        import_wh, export_wh, state, reason, session_id
        """,
        "reading", organisationId, places);

    public static Reading Row(NpgsqlDataReader reader) => new()
    {
        SourceId = reader.GetGuid(0),
        At = reader.GetFieldValue<DateTimeOffset>(1),
        VoltageL1V = Single(reader, 2),
        VoltageL2V = Single(reader, 3),
        VoltageL3V = Single(reader, 4),
        CurrentL1A = Single(reader, 5),
        CurrentL2A = Single(reader, 6),
        CurrentL3A = Single(reader, 7),
        ActiveL1W = Single(reader, 8),
        ActiveL2W = Single(reader, 9),
        ActiveL3W = Single(reader, 10),
        ReactiveVar = Single(reader, 11),
        ApparentVA = Single(reader, 12),
        PowerFactor = Single(reader, 13),
        LimitA = Single(reader, 14),
        ImportWh = Wh(reader, 15),
        ExportWh = Wh(reader, 16),
        State = reader.IsDBNull(17) ? null : (StationState)reader.GetInt16(17),
        Reason = reader.IsDBNull(18) ? null : reader.GetString(18),
        SessionId = reader.IsDBNull(19) ? null : reader.GetGuid(19),
    };

    public static async Task<ILookup<Guid, RolledUp>> RolledUpAsync(
        NpgsqlConnection look, string table, string quality, Guid organisationId, IReadOnlyList<(Guid Source, DateTimeOffset Start)> places, CancellationToken cancellationToken)
    {
        await using var command = Command(look, $"source_id, at, readings::int, {Rolled}, ({quality})::int", table, organisationId, places);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid Source, RolledUp Row)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetGuid(0), new(
                reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2),
                [Spread(reader, 3), Spread(reader, 6), Spread(reader, 9), Spread(reader, 12)],
                [Wh(reader, 15), Wh(reader, 16), Wh(reader, 17), Wh(reader, 18)],
                reader.IsDBNull(19) ? null : reader.GetInt32(19))));
        }

        return rows.ToLookup(one => one.Source, one => one.Row);
    }

    // Laterals: without statistics of a partition that was just filled, a join would read whole days.
    private static NpgsqlCommand Command(NpgsqlConnection look, string columns, string table, Guid organisationId, IReadOnlyList<(Guid Source, DateTimeOffset Start)> places) => new(
        $"""
        select t.* from unnest($2::uuid[], $3::timestamptz[]) place(source, start) cross join lateral (
            select {columns} from telemetry.{table} where organisation_id = $1 and source_id = source and at >= start and at < start + interval '15 minutes') t
        """,
        look)
    {
        Parameters =
        {
            new() { Value = organisationId },
            new() { Value = places.Select(one => one.Source).ToArray() },
            new() { Value = places.Select(one => one.Start.UtcDateTime).ToArray() },
        },
    };

    private static float? Single(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFloat(column);

    private static long? Wh(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static Spread? Spread(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new(reader.GetFloat(column), reader.GetFloat(column + 1), reader.GetFloat(column + 2));
}
