using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// Connections of the insert-only role. They are not reset when they return to the pool, so that each keeps its temporary table; everything else
/// a use leaves behind is local to its transaction.
/// </summary>
internal sealed class IngestDatabase(DatabaseConnections connections) : IAsyncDisposable
{
    // More writers than this only wait for one another: the database's processor is the limit.
    private const int MaximumWriters = 4;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connections.Ingest)
    {
        ApplicationName = "clemap-ingest",
        NoResetOnClose = true,
        MaxPoolSize = MaximumWriters,
        Timeout = 15,
        WriteBufferSize = 64 * 1024,
        MaxAutoPrepare = 10,
        AutoPrepareMinUsages = 2,
    });

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
