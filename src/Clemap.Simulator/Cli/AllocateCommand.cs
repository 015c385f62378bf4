using System.Text.Json;
using Clemap.Simulator.Cases;

namespace Clemap.Simulator.Cli;

/// <summary><c>allocate FILE</c>: how the rules of load control share the current in one case or several.</summary>
internal static class AllocateCommand
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static int Run(string path)
    {
        var answers = CaseFile.Read(path).Select(situation => new SettledCase(situation).Answer());
        Console.WriteLine(JsonSerializer.Serialize(answers.ToList(), Format));
        return 0;
    }
}
