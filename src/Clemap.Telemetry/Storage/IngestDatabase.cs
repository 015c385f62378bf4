using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Connections of the insert-only role. They are not reset when they return to the pool, so that each keeps its temporary table; everything else
/// a use leaves behind is local to its transaction.
/// </summary>
internal sealed class IngestDatabase : IAsyncDisposable
{
    public const int MostLiveWriters = 4;
    public const int MostHistoryWriters = 2;

    // No statement outlives the two minutes for which the rollup keeps the mark of a quarter hour after its end: what is committed later would go unseen.
    private const string Bounds = "-c statement_timeout=20s -c idle_in_transaction_session_timeout=20s";

    private readonly NpgsqlDataSource source;

    public IngestDatabase(DatabaseConnections connections)
    {
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(connections.Ingest)
        {
            ApplicationName = "clemap-ingest",
            NoResetOnClose = true,
            MaxPoolSize = MostLiveWriters + MostHistoryWriters + 1,
            Timeout = 15,
            WriteBufferSize = 64 * 1024,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            Options = Bounds,
        }.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            static _ => throw new NotSupportedException("Connections are opened asynchronously alone."),
            async connection =>
            {
                await using var command = new NpgsqlCommand(GroupWrite.Incoming, connection);
                await command.ExecuteNonQueryAsync();
                Connected?.Invoke();
            });
        source = builder.Build();
    }

    /// <summary>A connection was made anew, perhaps to another server than before.</summary>
    public event Action? Connected;

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
