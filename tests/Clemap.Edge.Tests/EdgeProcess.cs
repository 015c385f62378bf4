using System.Diagnostics;

namespace Clemap.Edge.Tests;

/// <summary>The edge as it runs in the field: a process of its own, told what to do by signals only.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly Process process;

    private EdgeProcess(Process process) => this.process = process;

    public static async Task<EdgeProcess> StartAsync(string configurationFile)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "clemap-edge.dll"), "run", "--config", configurationFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("ready");
        return new EdgeProcess(process);
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
