using System.Globalization;

namespace Clemap.Platform.Http;

/// <summary>What a name, or anything else that stands in one line, must be.</summary>
public static class OneLine
{
    /// <param name="field">JSON path of the value.</param>
    /// <param name="value">Blanks around it do not count.</param>
    /// <param name="longest">In characters.</param>
    /// <param name="required">False when it may be left out; empty it may not be.</param>
    public static BrokenRule? Check(string field, string? value, int longest, bool required = true) => value?.Trim() switch
    {
        null => required ? new("required", field, $"The {field} is missing.") : null,
        "" => new("required", field, $"The {field} is empty."),
        { } text when text.Length > longest => new("length", field, $"The {field} has at most {longest} characters."),
        // Characters of format are not seen, and turn the sentence around a name.
        { } text when text.Any(sign => char.IsControl(sign) || char.GetUnicodeCategory(sign) == UnicodeCategory.Format) =>
            new("characters", field, $"The {field} has no control characters or line breaks."),
        _ => null,
    };
}
