using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Clemap.Platform.Database;
using Npgsql;

namespace Clemap.Server.Postgres;

/// <summary>
/// A PostgreSQL cluster of the product's own in a folder, for machines where nobody set one up. It listens on loopback only, asks for passwords, and
/// has the same roles and policies as a production database. Started and stopped with the host; an orphan of a killed host is stopped first. One that ends
/// by itself is started again by <see cref="PostgresWatch"/>.
/// </summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private const string Database = "clemap";
    private const string Superuser = "postgres";

    private const int LastBytesOfLog = 4096;
    private const int AttemptsAtStart = 3;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly string binaries;
    private readonly string folder;
    private readonly PostgresUser user;
    private readonly int port;

    // One start or stop at a time.
    private readonly SemaphoreSlim turn = new(1, 1);
    private bool isOver;

    private PrivatePostgres(string binaries, string folder, PostgresUser user, int port, DatabaseConnections connections)
    {
        (this.binaries, this.folder, this.user, this.port) = (binaries, folder, user, port);
        Connections = connections;
    }

    public DatabaseConnections Connections { get; }

    public bool IsRunning => Postmaster.Running(Data) is not null;

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes the cluster in <paramref name="folder"/> if there is none, and starts it.</summary>
    /// <exception cref="PrivatePostgresException">With one sentence for the console.</exception>
    public static async Task<PrivatePostgres> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var binaries = PostgresBinaries.Find();
        var user = await PostgresUser.DetectAsync(cancellationToken);
        folder = Path.GetFullPath(folder);
        await user.OwnAsync(folder, cancellationToken);
        var password = await PasswordAsync(folder, cancellationToken);
        await user.OwnAsync(folder, cancellationToken);
        var data = Path.Combine(folder, "data");
        // No step below is left halfway when the host is stopped: a program that is not waited for would go on alone.
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await MustAsync(user, Path.Combine(binaries, "initdb"),
                ["-D", data, "-U", Superuser, "-A", "scram-sha-256", "--pwfile", Path.Combine(folder, "password"), "-E", "UTF8", "--locale=C.UTF-8"],
                folder, CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (Postmaster.Running(data) is not null)
            await MustAsync(user, Path.Combine(binaries, "pg_ctl"), ["-D", data, "-w", "-m", "fast", "stop"], folder, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();

        var port = FreePort();
        var postgres = new PrivatePostgres(binaries, folder, user, port, ConnectionsFor(port, password));
        try
        {
            await postgres.LaunchFirstAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await postgres.PrepareAsync(password, cancellationToken);
            return postgres;
        }
        catch
        {
            // Whether it runs by now or not: the first failure is the one to tell.
            await user.RunAsync(Path.Combine(binaries, "pg_ctl"), ["-D", data, "-w", "-m", "fast", "stop"], folder, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The cluster in the folder, if one runs there already; it is neither prepared nor stopped by the caller.</summary>
    public static async Task<DatabaseConnections?> FindRunningAsync(string folder, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        var data = Path.Combine(folder, "data");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
            return null;
        if (Postmaster.Running(data) is null)
            return null;
        // The fourth line of the file is the port (PostgreSQL's miscadmin.h: LOCK_FILE_LINE_PORT).
        return await File.ReadAllLinesAsync(Path.Combine(data, "postmaster.pid"), cancellationToken) is [_, _, _, var port, ..] && int.TryParse(port, out var number)
            ? ConnectionsFor(number, await PasswordAsync(folder, cancellationToken))
            : throw new PrivatePostgresException($"The PostgreSQL in {folder} is starting or stopping: try again in a moment.");
    }

    /// <summary>After it ended by itself: on the same port. Nothing when it runs, or was stopped for good.</summary>
    /// <exception cref="PrivatePostgresException">It does not start now; it may later.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // A start is not left halfway: whoever stops the cluster waits for it.
            if (!isOver && !IsRunning)
                await LaunchAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The last error in its log, or "none".</summary>
    public string LastWords()
    {
        var file = new FileInfo(Path.Combine(folder, "log"));
        if (!file.Exists)
            return "none";
        using var log = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(-Math.Min(LastBytesOfLog, log.Length), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Split('\n')
            .LastOrDefault(line => line.Contains("FATAL:", StringComparison.Ordinal) || line.Contains("PANIC:", StringComparison.Ordinal)) ?? "none";
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        try
        {
            isOver = true;
            NpgsqlConnection.ClearAllPools();
            // It may have ended by itself, also while it is being stopped.
            if (!IsRunning)
                return;
            var (exit, output) = await user.RunAsync(Path.Combine(binaries, "pg_ctl"), ["-D", Data, "-w", "-m", "fast", "stop"], folder, CancellationToken.None);
            if (exit != 0 && IsRunning)
                throw new PrivatePostgresException($"PostgreSQL in {folder} could not be stopped: {output}");
        }
        finally
        {
            turn.Release();
        }
    }

    // Connections of one that was killed with its server may take a moment to notice, and none is started beside them.
    private async Task LaunchFirstAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await LaunchAsync();
                return;
            }
            catch (PrivatePostgresException) when (attempt < AttemptsAtStart)
            {
                await Task.Delay(BetweenAttempts, cancellationToken);
            }
        }
    }

    private async Task LaunchAsync()
    {
        await Postmaster.GoneAsync(Data);
        Postmaster.ForgetStranger(Data);
        await MustAsync(user, Path.Combine(binaries, "pg_ctl"),
            ["-D", Data, "-w", "-t", "60", "-s", "-l", Path.Combine(folder, "log"), "-o", Options(port), "start"], folder, CancellationToken.None);
    }

    private static string Options(int port) =>
        $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=256MB -c max_wal_size=2GB "
        + "-c wal_compression=on -c jit=off -c max_connections=100 -c log_min_messages=warning -c timezone=UTC";

    private static DatabaseConnections ConnectionsFor(int port, string password)
    {
        return new DatabaseConnections(Login(DatabaseConnections.MigratorRole), Login(DatabaseConnections.AppRole), Login(DatabaseConnections.IngestRole));

        string Login(string role) => Connection(port, role, password, Database);
    }

    private static string Connection(int port, string role, string password, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = role,
            Password = password,
            Database = database,
            MaxPoolSize = 25,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private async Task PrepareAsync(string password, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Connection(port, Superuser, password, Superuser) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, await DatabaseRoles.ScriptAsync(cancellationToken), cancellationToken);
        await DatabaseRoles.SetPasswordsAsync(connection, password, cancellationToken);
        await using var exists = new NpgsqlCommand($"select 1 from pg_database where datname = '{Database}'", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
            await ExecuteAsync(connection, $"create database {Database} owner {DatabaseConnections.MigratorRole}", cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string> PasswordAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "password");
        if (!File.Exists(file))
        {
            await File.WriteAllTextAsync(file, RandomNumberGenerator.GetHexString(40), cancellationToken);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
    }

    private static async Task MustAsync(PostgresUser user, string program, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var (exit, output) = await user.RunAsync(program, arguments, folder, cancellationToken);
        if (exit != 0)
            throw new PrivatePostgresException($"{Path.GetFileName(program)} failed in {folder}: {output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
