using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Clemap.Platform.Database;
using Clemap.Server.Postgres;

namespace Clemap.Testing;

/// <summary>The server as its own program, with a folder and a port of its own. It may be ended and started again on the same data.</summary>
/// <param name="settings">Of the command line, beside address and folder.</param>
public sealed class ServerProcess(params string[] settings) : IAsyncDisposable
{
    private readonly List<string> printed = [];
    private Process? running;

    /// <summary>For its data. The folder of a temporary directory is private; the database's user has to pass through it.</summary>
    public string Folder { get; } = Shared(Directory.CreateTempSubdirectory("clemap-").FullName);

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public int ProcessId => (running ?? throw new InvalidOperationException("It does not run.")).Id;

    public bool HasEnded => running is not { HasExited: false };

    /// <summary>All that it printed, over all its starts.</summary>
    public IReadOnlyList<string> Printed
    {
        get
        {
            lock (printed)
                return [.. printed];
        }
    }

    /// <summary>Does not wait until it is ready.</summary>
    /// <param name="more">Settings of this start alone.</param>
    public void Launch(params string[] more)
    {
        running = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "clemap-server"),
            [$"--Clemap:Url={Address.GetLeftPart(UriPartial.Authority)}", $"--Clemap:DataDir={Folder}", .. settings, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        running.OutputDataReceived += Keep;
        running.ErrorDataReceived += Keep;
        running.BeginOutputReadLine();
        running.BeginErrorReadLine();
    }

    /// <summary>Returns when it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended while it started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken, params string[] more)
    {
        Launch(more);
        await ReadyAsync(cancellationToken);
    }

    /// <summary>Returns when it is ready (again).</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address };
        while (!await IsReadyAsync(http, cancellationToken))
        {
            if (running!.HasExited)
                throw new InvalidOperationException($"The server ended: {string.Join('\n', Printed)}");
            await Task.Delay(300, cancellationToken);
        }
    }

    /// <returns>Its exit code, when it has ended by itself.</returns>
    public async Task<int> EndsAsync(CancellationToken cancellationToken)
    {
        var process = running ?? throw new InvalidOperationException("It was not started.");
        await process.WaitForExitAsync(cancellationToken);
        return Ended(process);
    }

    /// <summary>Of its private PostgreSQL, while it runs.</summary>
    public async Task<DatabaseConnections> ConnectionsAsync(CancellationToken cancellationToken) =>
        await PrivatePostgres.FindRunningAsync(Path.Combine(Folder, "postgres"), cancellationToken) ?? throw new InvalidOperationException("It has no private PostgreSQL, or that does not run.");

    /// <summary>Ends it by SIGTERM. Nothing when it does not run.</summary>
    /// <returns>Its exit code and how long that took.</returns>
    public async Task<(int Code, TimeSpan Took)> StopAsync()
    {
        if (running is not { } process)
            return default;
        long since = Stopwatch.GetTimestamp();
        using (Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await process.WaitForExitAsync();
        return (Ended(process), Stopwatch.GetElapsedTime(since));
    }

    /// <summary>Ends it by SIGKILL, as a lack of memory would; its PostgreSQL lives on alone. Nothing when it does not run.</summary>
    public async Task KillAsync()
    {
        if (running is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        Ended(process);
    }

    /// <summary>Process id of its private PostgreSQL; <see langword="null"/> when that does not run.</summary>
    public int? PostgresId => Postmaster.Running(Path.Combine(Folder, "postgres", "data"));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // One that was killed has left its database behind.
        if (PostgresId is { } orphan)
        {
            using (Process.Start("kill", ["-INT", orphan.ToString(CultureInfo.InvariantCulture)]))
            {
                while (PostgresId is not null)
                    await Task.Delay(50);
            }
        }

        Directory.Delete(Folder, recursive: true);
    }

    private int Ended(Process process)
    {
        int code = process.ExitCode;
        process.Dispose();
        running = null;
        return code;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        lock (printed)
            printed.Add(text);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private static string Shared(string folder)
    {
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
