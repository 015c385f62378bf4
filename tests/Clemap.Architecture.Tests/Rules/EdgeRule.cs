using System.Text.Json;

namespace Clemap.Architecture.Tests.Rules;

/// <summary>The edge is small: nothing of the cloud, and no object-relational mapper, comes in, not even through a third party.</summary>
internal static class EdgeRule
{
    private static readonly string[] Allowed = ["Clemap.Edge", "Clemap.Contracts", "Clemap.LoadControl"];
    private static readonly string[] Heavy = ["Microsoft.EntityFrameworkCore", "Npgsql", "Newtonsoft.Json", "Hangfire", "MudBlazor", "OpenIddict"];

    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, IReadOnlySet<string>> arrows, string lockFile) =>
    [
        .. ArrowRule.Closure("Clemap.Edge", arrows).Except(Allowed).Select(project => $"the edge reaches {project}"),
        .. Packages(lockFile).Where(package => Heavy.Any(heavy => package.StartsWith(heavy, StringComparison.OrdinalIgnoreCase)))
            .Select(package => $"the edge carries {package}"),
    ];

    private static IEnumerable<string> Packages(string lockFile)
    {
        using var document = JsonDocument.Parse(lockFile);
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "CentralTransitive").Select(package => package.Name)];
    }
}
