using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Clemap.Demo.Processes;

/// <summary>One program of the demo. What it prints goes to its log file; it says <c>ready</c> on its own line when it is.</summary>
internal sealed partial class Child : IAsyncDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> lastLines = new();
    private readonly StreamWriter log;
    private readonly Lock gate = new();

    private Child(string name, Process process, StreamWriter log) => (Name, this.process, this.log) = (name, process, log);

    public string Name { get; }

    public int Id => process.Id;

    /// <summary>Lines as they come, apart from the log.</summary>
    public event Action<string>? Line;

    public static Child Start(string name, string program, IEnumerable<string> arguments, string logFile, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        var process = new Process { StartInfo = start };
        var child = new Child(name, process, new StreamWriter(logFile, append: true) { AutoFlush = true });
        process.OutputDataReceived += (_, line) => child.Take(line.Data);
        process.ErrorDataReceived += (_, line) => child.Take(line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            throw new DemoException($"The program {program} is missing: run ./run, which builds it.", failure);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits for the line <c>ready</c>.</summary>
    /// <exception cref="DemoException">It ended first, or took too long.</exception>
    public async Task ReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var ended = process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(ready.Task, ended, Task.Delay(limit, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first == ready.Task)
            return;
        throw new DemoException(first == ended ? $"The {Name} stopped while starting: {LastWords()}" : $"The {Name} was not ready within {limit.TotalSeconds:0} s: {LastWords()}");
    }

    /// <summary>Waits for the end of a program that has one.</summary>
    /// <exception cref="DemoException">It failed.</exception>
    public async Task SucceedAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new DemoException($"The {Name} failed: {LastWords()}");
    }

    public void ThrowIfEnded()
    {
        if (process.HasExited)
            throw new DemoException($"The {Name} ended with code {process.ExitCode}: {LastWords()}");
    }

    /// <summary>As a power cut: no goodbye.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to stop, and insists after a while. Returns false when it had to insist.</summary>
    public async Task<bool> StopAsync()
    {
        if (process.HasExited)
            return true;
        if (Signal(process.Id, Terminate) != 0 && !process.HasExited)
            process.Kill();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        await log.DisposeAsync();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            log.WriteLine(line);
            lastLines.Enqueue(line);
            if (lastLines.Count > 4)
                lastLines.Dequeue();
        }

        if (line == "ready")
            ready.TrySetResult();
        Line?.Invoke(line);
    }

    private string LastWords()
    {
        lock (gate)
            return lastLines.Count == 0 ? "it said nothing." : string.Join(" / ", lastLines);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
