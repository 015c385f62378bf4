using System.Text.Json;
using Clemap.Contracts;
using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>Tables of the edge's file, by version (<c>user_version</c>).</summary>
internal static class EdgeSchema
{
    private const long Version = 1;

    /// <summary>Small tables, without which a restart would forget something that is billed or ordered.</summary>
    public static readonly IReadOnlyList<string> Precious = ["sessions", "open_sessions", "energy_registers", "documents", "journal", "actions", "station_locks", "restrictions", "ocpp_transactions", "ocpp_waiting"];

    // Rows lie in the order of time, so that a slot of the whole site costs one or two pages of the write-ahead log.
    // counts holds numbers that would take a walk through all rows, written in the transaction that changes them.
    private const string Tables = """
        create table if not exists readings(at integer not null, source blob not null, body blob not null, primary key (at, source)) without rowid;
        create table if not exists sent(at integer not null, source blob not null, primary key (at, source)) without rowid;
        create table if not exists refused(
            at integer not null, source blob not null, body blob not null, reason text not null, primary key (at, source)) without rowid;
        create table if not exists counts(name text primary key, value integer not null) without rowid;
        create table if not exists sessions(
            id text primary key, ended_at integer not null, body blob not null, status integer not null default 0, reason text) without rowid;
        create table if not exists open_sessions(
            station text primary key, id text not null, started_at integer not null, start_wh integer not null,
            last_at integer not null, last_wh integer not null, card text) without rowid;
        create table if not exists energy_registers(
            station text primary key, import_wh real not null, export_wh real not null,
            session_wh real not null, session_export_wh real not null) without rowid;
        create table if not exists documents(name text primary key, at integer not null, body blob not null) without rowid;
        create table if not exists journal(
            number integer primary key autoincrement, at integer not null, who text not null, what text not null, detail text not null,
            person text, sentence text);
        create table if not exists actions(
            id text primary key, body blob not null, expires_at integer not null, state text not null, at integer not null, code text, message text,
            reported integer not null default 0) without rowid;
        create table if not exists restrictions(id text primary key, body blob not null, ended integer not null, reported integer not null default 0) without rowid;
        create table if not exists station_locks(station text primary key, at integer not null) without rowid;
        """;

    /// <exception cref="InvalidDataException">A newer edge wrote the file, or a table in it is damaged.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        long version = connection.Query("pragma user_version", row => row.GetInt64(0))[0];
        if (version > Version)
            throw new InvalidDataException($"it is of version {version}, written by a newer edge");
        using var transaction = connection.BeginTransaction();
        bool older = version == 0 && Exists(connection, "readings");
        if (older)
            connection.Execute("alter table readings rename to readings_before");
        connection.Execute(Tables);
        connection.Execute(OcppTables.Schema);
        AddColumns(connection, "journal", "person", "sentence");
        if (older)
            TakeOver(connection);
        connection.Execute($"pragma user_version = {Version}");
        transaction.Commit();
        foreach (string table in Precious)
            if (connection.Query($"pragma quick_check({table})", row => row.GetString(0)) is not ["ok"])
                throw new InvalidDataException($"its table {table} is damaged");
    }

    // An older edge goes on with columns that it does not know.
    private static void AddColumns(SqliteConnection connection, string table, params string[] columns)
    {
        var there = connection.Query($"select name from pragma_table_info('{table}')", row => row.GetString(0));
        foreach (string column in columns.Except(there))
            connection.Execute($"alter table {table} add column {column} text");
    }

    // Version 0 kept readings as JSON by source.
    private static void TakeOver(SqliteConnection connection)
    {
        connection.Execute("drop index if exists readings_waiting");
        foreach (byte[] body in connection.Query("select body from readings_before where status = 0", row => row.GetFieldValue<byte[]>(0)))
            ReadingStore.Insert(connection, JsonSerializer.Deserialize(body, ContractsJson.Default.Reading)!);
        connection.Execute("drop table readings_before");
    }

    private static bool Exists(SqliteConnection connection, string table) =>
        connection.Query("select 1 from sqlite_master where type = 'table' and name = $name", _ => true, ("$name", table)).Count > 0;
}
