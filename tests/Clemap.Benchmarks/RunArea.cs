using System.Diagnostics;
using System.Text.Json;

namespace Clemap.Benchmarks;

/// <summary>The whole product as <c>./run --check</c> starts it: once in an empty folder, once in the same folder again.</summary>
internal static class RunArea
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string programs)
    {
        var folder = Directory.CreateTempSubdirectory("clemap-bench-");
        try
        {
            // PostgreSQL runs as another user when this one is root, and has to get through to its own folder.
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32("711", 8));
            var first = await CheckAsync(programs, folder.FullName, "first");
            var later = await CheckAsync(programs, folder.FullName, "later");
            return
            [
                new("first start", first["start-s"], "s", 300),
                new("later start", later["start-s"], "s", 10),
                new("limit change to in force", later["limit-change-to-in-force-s"], "s", 10),
                new("limit taken back to in force", later["limit-taken-back-to-in-force-s"], "s", 10),
                new("limit change to currents under it", later["limit-change-to-currents-under-it-s"], "s", 10),
                new("server memory, idle", later["server-after-start-MB"], "MB", null),
                new("server memory, working", later["server-after-check-MB"], "MB", null),
                new("edge memory, idle", later["edge-after-start-MB"], "MB", null),
                new("edge memory, working", later["edge-after-check-MB"], "MB", null),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Dictionary<string, double>> CheckAsync(string programs, string folder, string name)
    {
        var figures = Path.Combine(folder, $"{name}.json");
        using var demo = Process.Start(new ProcessStartInfo(
            Path.Combine(programs, "demo", "clemap-demo"),
            ["--programs", programs, "--check", "--data", Path.Combine(folder, "data"), "--figures", figures])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The demo did not start.");
        await Console.Error.WriteLineAsync(await demo.StandardOutput.ReadToEndAsync());
        await demo.WaitForExitAsync();
        if (demo.ExitCode != 0)
            throw new InvalidOperationException($"./run --check failed with {demo.ExitCode}: there is nothing to measure.");
        return JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(figures))!;
    }
}
