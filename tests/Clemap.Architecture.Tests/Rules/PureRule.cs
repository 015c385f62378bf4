namespace Clemap.Architecture.Tests.Rules;

/// <summary>Load control takes values and returns values: the base class library only, and of it nothing that touches the world.</summary>
internal static class PureRule
{
    private static readonly string[] World =
    [
        "System.IO.", "System.Net.", "System.Console.", "System.TimeProvider.", "System.Environment.", "System.Random.", "System.Threading.",
        "System.Diagnostics.Process.", "System.Diagnostics.Stopwatch.", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
    ];

    // Each iterator method asks for it.
    private static readonly string[] WrittenByTheCompiler = ["System.Environment.get_CurrentManagedThreadId"];

    public static IEnumerable<string> Violations(References references) =>
    [
        .. references.Assemblies.Where(name => name != "netstandard" && !name.StartsWith("System", StringComparison.Ordinal))
            .Select(name => $"references {name}"),
        .. references.Members.Except(WrittenByTheCompiler).Where(member => World.Any(world => member.StartsWith(world, StringComparison.Ordinal))).Select(member => $"calls {member}"),
    ];
}
