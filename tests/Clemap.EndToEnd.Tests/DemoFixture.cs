using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

[assembly: AssemblyFixture(typeof(Clemap.EndToEnd.Tests.DemoFixture))]

namespace Clemap.EndToEnd.Tests;

/// <summary>
/// The whole product as <c>./run --check</c> starts it (server, PostgreSQL, simulated site, edge, two months of history, a billed month), kept running
/// afterwards for the browser tests. Uses the published programs in <c>artifacts/</c>, which <c>./test</c> builds.
/// </summary>
public sealed partial class DemoFixture : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(7);
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-e2e-").FullName;
    private readonly ConcurrentQueue<string> lines = new();
    private Process? demo;

    /// <summary>Of the portal and the API.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The one password of the four demo people.</summary>
    public string Password { get; private set; } = "";

    /// <summary>What the walk through the product printed.</summary>
    public IReadOnlyCollection<string> Output => lines;

    /// <summary>Screenshots go here; they are kept beside the test results.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL runs as another user when this one is root, and has to get through to its own folder.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var programs = Path.Combine(Root(), "artifacts");
        var data = Path.Combine(folder, "data");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        demo = new Process
        {
            StartInfo = new ProcessStartInfo(Path.Combine(programs, "demo", "clemap-demo"), ["--programs", programs, "--check", "--stay", "--data", data])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
        };
        demo.OutputDataReceived += (_, line) => Take(line.Data, done);
        demo.ErrorDataReceived += (_, line) => Take(line.Data, done);
        demo.Start();
        demo.BeginOutputReadLine();
        demo.BeginErrorReadLine();
        await Task.WhenAny(done.Task, demo.WaitForExitAsync(), Task.Delay(Limit));
        Address = lines.Select(line => AddressLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value
            ?? throw new InvalidOperationException("The demo did not start:" + Environment.NewLine + string.Join(Environment.NewLine, lines));
        using var secrets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "clemap-demo.json")));
        Password = secrets.RootElement.GetProperty(nameof(Password)).GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (demo is { HasExited: false })
        {
            using var interrupt = Process.Start("kill", ["-INT", demo.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            await demo.WaitForExitAsync();
        }

        demo?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Take(string? line, TaskCompletionSource done)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        if (line is "All held." || (line.StartsWith('✗') && !line.Contains("  (", StringComparison.Ordinal)))
            done.TrySetResult();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clemap.Cloud.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside the project.");
    }

    [GeneratedRegex(@"^Ready after .*: (http://\S+)$")]
    private static partial Regex AddressLine();
}
