namespace Clemap.Architecture.Tests.Rules;

/// <summary>Time comes from a TimeProvider. The banned symbols stop it while compiling; this sees it even where a warning was silenced.</summary>
internal static class ClockRule
{
    private static readonly string[] Clocks =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
    ];

    public static IEnumerable<string> Violations(References references) => references.Members.Intersect(Clocks);
}
