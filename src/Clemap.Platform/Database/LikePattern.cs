namespace Clemap.Platform.Database;

/// <summary>Patterns of <c>like</c> with the escape character <c>\</c>.</summary>
public static class LikePattern
{
    /// <summary>The text as it is, anywhere.</summary>
    public static string Containing(string text) =>
        "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
}
