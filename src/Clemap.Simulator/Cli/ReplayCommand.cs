using System.Text.Json;
using Clemap.Simulator.Scenarios.Recording;

namespace Clemap.Simulator.Cli;

/// <summary><c>replay FILE</c>: decides a recorded day again; 1 when an order differs from the recorded one.</summary>
internal static class ReplayCommand
{
    public static int Run(string path)
    {
        var figures = Replay.Run(path);
        Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        return figures.Differences == 0 ? 0 : 1;
    }
}
