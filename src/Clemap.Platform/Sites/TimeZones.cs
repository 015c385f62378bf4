using System.Text.RegularExpressions;

namespace Clemap.Platform.Sites;

/// <summary>Names of time zones as people and programs give them.</summary>
public static partial class TimeZones
{
    private const int Longest = 100;

    /// <summary>True for a name of the IANA database that this host knows, for example <c>Europe/Zurich</c>.</summary>
    /// <remarks>The host looks names up as files: what is no name, a path for example, is not looked up at all.</remarks>
    public static bool IsIana(string name) =>
        name.Length <= Longest && Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}\z")]
    private static partial Regex Name();
}
