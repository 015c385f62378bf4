using System.Collections.Concurrent;
using System.Diagnostics;

namespace Clemap.Server.Tests.Devices;

/// <summary>The edge as it runs in the field: the built program, in a folder of its own, against this server.</summary>
internal sealed class EdgeProgram : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-edge-").FullName;
    private readonly ConcurrentQueue<string> lines = new();
    private Process? process;

    /// <summary>What it logs.</summary>
    public IEnumerable<string> Lines => lines;

    private string File => Path.Combine(folder, "edge.json");

    public async Task ConfigureAsync(Uri server, string serial, string? oneTimeCode, CancellationToken cancellationToken) => await System.IO.File.WriteAllTextAsync(
        File,
        $$"""
          {
            "serial": "{{serial}}", "dataDir": "data", "localPort": 0, "baseLoadA": 10,
            "cloud": { "address": "{{server}}", "oneTimeCode": {{(oneTimeCode is null ? "null" : $"\"{oneTimeCode}\"")}} },
            "circuits": [{ "id": "{{Guid.CreateVersion7()}}", "name": "Grid connection", "ratingA": 80, "staticBaseLoadA": 10 }],
            "meters": [], "stations": []
          }
          """,
        cancellationToken);

    /// <summary>What the factory reads off it: serial number and public key.</summary>
    public async Task<string> PublicKeyAsync()
    {
        using var key = Start("key");
        var line = await key.StandardOutput.ReadToEndAsync();
        await key.WaitForExitAsync();
        return line.Trim().Split(',')[1];
    }

    public void Run()
    {
        process = Start("run");
        process.OutputDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Process Start(string command) => Process.Start(new ProcessStartInfo("dotnet", [Program(), command, "--config", File])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string Program()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(root.FullName, "Clemap.Cloud.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the project.");
        // Beside this test's own configuration: the project builds the edge with it.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(root.FullName, "src", "Clemap.Edge", "bin", built.Parent!.Name, built.Name, "clemap-edge.dll");
    }
}
