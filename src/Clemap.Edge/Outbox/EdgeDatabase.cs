using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>
/// The one SQLite file of the edge. Write-ahead log and full synchronisation: what was acknowledged here outlives a pulled plug. Calls are short
/// and come one at a time.
/// </summary>
internal sealed class EdgeDatabase : IDisposable
{
    private const string Schema = """
        create table if not exists readings(
            source text not null, at integer not null, body blob not null, status integer not null default 0, reason text,
            primary key (source, at)) without rowid;
        create index if not exists readings_waiting on readings(at) where status = 0;
        create table if not exists sessions(
            id text primary key, ended_at integer not null, body blob not null, status integer not null default 0, reason text) without rowid;
        create table if not exists open_sessions(
            station text primary key, id text not null, started_at integer not null, start_wh integer not null,
            last_at integer not null, last_wh integer not null, card text) without rowid;
        create table if not exists energy_registers(
            station text primary key, import_wh real not null, export_wh real not null,
            session_wh real not null, session_export_wh real not null) without rowid;
        create table if not exists documents(name text primary key, at integer not null, body blob not null) without rowid;
        """;

    private readonly Lock gate = new();
    private readonly SqliteConnection connection;

    public EdgeDatabase(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, "edge.db"),
            Pooling = false,
        }.ToString());
        connection.Open();
        Use(database =>
        {
            database.Execute("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;");
            database.Execute(Schema);
        });
    }

    public void Use(Action<SqliteConnection> work) => Use(database =>
    {
        work(database);
        return true;
    });

    public T Use<T>(Func<SqliteConnection, T> work)
    {
        lock (gate)
            return work(connection);
    }

    /// <summary>All of it or nothing.</summary>
    public void Write(Action<SqliteConnection> work) => Use(database =>
    {
        using var transaction = database.BeginTransaction();
        work(database);
        transaction.Commit();
    });

    public void Dispose() => connection.Dispose();
}
