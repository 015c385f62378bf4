using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clemap.Benchmarks.LoadControl;

/// <summary>The published simulator, asked on its command line like by anybody else.</summary>
internal sealed class SimulatorProgram(string programs)
{
    /// <summary>One of the scenarios that are here only to be measured.</summary>
    public static string OwnScenario(string name) => Path.Combine(AppContext.BaseDirectory, "Scenarios", $"{name}.json");

    /// <returns>What it printed as JSON; <see langword="null"/> when it refused, which is told on standard error.</returns>
    public async Task<JsonNode?> AskAsync(params string[] words)
    {
        var program = Path.Combine(programs, "simulator", "clemap-simulator");
        if (!File.Exists(program))
        {
            Progress.Say($"{program} was not built.");
            return null;
        }

        using var simulator = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("The simulator did not start.");
        var errors = simulator.StandardError.ReadToEndAsync();
        var answer = await simulator.StandardOutput.ReadToEndAsync();
        await simulator.WaitForExitAsync();
        if (simulator.ExitCode == 0)
            return JsonNode.Parse(answer) ?? throw new JsonException("The simulator printed nothing.");
        Progress.Say($"clemap-simulator {string.Join(' ', words)} ended with {simulator.ExitCode}: {(await errors).Split('\n')[0]}");
        return null;
    }
}
