using Microsoft.Data.Sqlite;

namespace Clemap.Edge.Outbox;

/// <summary>
/// The one SQLite file of the edge. Write-ahead log and full synchronisation: what was acknowledged here outlives a pulled plug. Calls come one at a
/// time. A file that turns out to be damaged is set aside, and a new one goes on with what could be read of it.
/// </summary>
internal sealed class EdgeDatabase : IDisposable
{
    public const long DefaultBytes = 1_500_000_000;
    private const int PageBytes = 4096;

    private readonly Lock gate = new();
    private readonly string file;
    private readonly long maximumBytes;
    private readonly TimeProvider time;
    private SqliteConnection? connection;
    private string? setAside;

    /// <param name="maximumBytes">The file never becomes larger; writing fails instead.</param>
    public EdgeDatabase(string dataDirectory, TimeProvider? time = null, long maximumBytes = DefaultBytes)
    {
        (this.time, this.maximumBytes) = (time ?? TimeProvider.System, maximumBytes);
        System.IO.Directory.CreateDirectory(dataDirectory);
        file = Path.Combine(dataDirectory, "edge.db");
        connection = Start();
    }

    /// <summary>That the file before was damaged, where it is now and what was saved of it; <see langword="null"/> when all is well.</summary>
    public string? SetAside => Volatile.Read(ref setAside);

    public long MaximumBytes => maximumBytes;

    /// <summary>Where the file is.</summary>
    public string Directory => Path.GetDirectoryName(file)!;

    /// <summary>What is in use of the file; it does not shrink, but what is free in it is used again.</summary>
    public long UsedBytes => Use(database =>
        (database.Query("pragma page_count", row => row.GetInt64(0))[0] - database.Query("pragma freelist_count", row => row.GetInt64(0))[0]) * PageBytes);

    public void Use(Action<SqliteConnection> work) => Use(database =>
    {
        work(database);
        return true;
    });

    /// <exception cref="SqliteException">The disk is full or failed. After a file was found damaged the next call finds a new one.</exception>
    public T Use<T>(Func<SqliteConnection, T> work)
    {
        lock (gate)
        {
            connection ??= Start();
            try
            {
                return work(connection);
            }
            catch (SqliteException failure) when (DamagedFile.Is(failure))
            {
                connection.Dispose();
                connection = null; // should the new one fail too, the next call tries again
                connection = Replace(failure.Message);
                throw;
            }
        }
    }

    /// <summary>All of it or nothing.</summary>
    public void Write(Action<SqliteConnection> work) => Use(database =>
    {
        using var transaction = database.BeginTransaction();
        work(database);
        transaction.Commit();
    });

    public void Dispose()
    {
        lock (gate)
            connection?.Dispose();
    }

    private SqliteConnection Start()
    {
        // After a power cut some file systems leave a file of no bytes where there was one.
        if (File.Exists(file) && new FileInfo(file).Length == 0)
            return Replace("it is empty");
        try
        {
            return Open();
        }
        catch (SqliteException failure) when (DamagedFile.Is(failure))
        {
            return Replace(failure.Message);
        }
        catch (InvalidDataException failure)
        {
            return Replace(failure.Message);
        }
    }

    private SqliteConnection Replace(string why)
    {
        string old = DamagedFile.Rename(file, time.GetUtcNow());
        var fresh = Open();
        string saved = DamagedFile.Recover(old, fresh);
        Volatile.Write(ref setAside, $"edge.db was damaged ({why}) and is now {Path.GetFileName(old)}; saved: {saved}");
        return fresh;
    }

    private SqliteConnection Open()
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        try
        {
            opened.Open();
            opened.Execute(
                $"""
                 pragma page_size = {PageBytes};
                 pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;
                 pragma journal_size_limit = 4194304; pragma max_page_count = {maximumBytes / PageBytes};
                 """);
            EdgeSchema.Prepare(opened);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
