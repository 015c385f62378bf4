using System.Collections.Concurrent;
using System.Diagnostics;

namespace Clemap.Edge.Tests;

/// <summary>The edge as it runs in the field: a process of its own, told what to do by signals only.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();

    private EdgeProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    /// <summary>What it wrote to its log.</summary>
    public IEnumerable<string> Errors => errors;

    public static async Task<EdgeProcess> StartAsync(string configurationFile)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "clemap-edge.dll"), "run", "--config", configurationFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var edge = new EdgeProcess(process);
        (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("ready");
        return edge;
    }

    /// <summary>As a power cut would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
