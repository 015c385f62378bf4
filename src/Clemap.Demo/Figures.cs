using System.Globalization;
using System.Text.Json;
using Clemap.Demo.Processes;

namespace Clemap.Demo;

/// <summary>What a run measured of itself, for <c>./bench run</c>: name → value, with the unit at the end of the name.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, double> values = [];

    public void Add(string name, double value) => values[name] = Math.Round(value, 3);

    /// <summary>Resident memory of each running program.</summary>
    public void AddMemory(string when, IEnumerable<Child> running)
    {
        foreach (var child in running)
            Add($"{child.Name.Split(' ')[0]}-{when}-MB", ResidentKilobytes(child.Id) / 1024.0);
    }

    public Task WriteAsync(string file, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(file, JsonSerializer.Serialize(values), cancellationToken);

    private static double ResidentKilobytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
