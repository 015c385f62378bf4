using System.Text.Json;
using Clemap.Simulator.Cases;

namespace Clemap.Simulator.Cli;

/// <summary><c>allocate FILE</c>: how the rules of load control share the current in one case or several.</summary>
internal static class AllocateCommand
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectRequiredConstructorParameters = true };

    public static int Run(string path)
    {
        var answers = Read(path).Select(situation => new SettledCase(situation).Answer());
        Console.WriteLine(JsonSerializer.Serialize(answers.ToList(), Format));
        return 0;
    }

    /// <summary>One case, an array of cases, or a collection with <c>cases</c>; cases of other kinds have other fields and are left out.</summary>
    private static IEnumerable<AllocationCase> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("cases", out var listed)) root = listed;
            JsonElement[] cases = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            return [.. cases.Where(IsAllocation).Select(element => element.Deserialize<AllocationCase>(Format)!)];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The cases {path} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsAllocation(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && (!element.TryGetProperty("kind", out var kind) || kind.GetString() == "allocation");
}
