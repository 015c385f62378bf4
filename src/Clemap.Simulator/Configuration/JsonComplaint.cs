using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Configuration;

/// <summary>What a person did wrong in a file, told by the path of the field instead of by names of types.</summary>
internal static partial class JsonComplaint
{
    /// <summary>For example <c>stations[1].minA: a number is expected.</c></summary>
    /// <param name="where">What stands before the path inside the file, for example the name of a case; empty for the whole file.</param>
    public static string Of(JsonException e, string where = "")
    {
        var path = where + (e.Path ?? "$").TrimStart('$').TrimStart('.');
        if (Null().Match(e.Message) is { Success: true } empty) return $"{WithField(path, empty.Groups[1].Value)}: must not be null.";
        return path.Length > 0 ? $"{path}: {Rule(e)}" : Rule(e);
    }

    private static string Rule(JsonException e)
    {
        var message = e.Message;
        if (Unmapped().Match(message) is { Success: true } unknown) return $"the field '{unknown.Groups[1].Value}' is unknown here.";
        if (Missing().Match(message) is { Success: true } missing) return Lacking(missing.Groups[1].Value);
        if (WrongType().Match(message) is { Success: true } wrong) return $"{Expected(wrong.Groups[1].Value, e.InnerException?.Message)} is expected.";
        if (message.Contains("type discriminator", StringComparison.Ordinal)) return "its kind is unknown or missing.";
        if (message.Contains("does not contain any JSON tokens", StringComparison.Ordinal)) return "it is empty.";
        return Technical().Match(message) is { Success: true } technical ? $"{message[..technical.Index]} (line {e.LineNumber + 1})" : message;
    }

    private static string Lacking(string fields) =>
        fields.Contains(',', StringComparison.Ordinal) ? $"the fields {fields} are missing." : $"the field {fields} is missing.";

    private static string WithField(string path, string field) => path switch
    {
        _ when path == field || path.EndsWith(field, StringComparison.OrdinalIgnoreCase) => path,
        _ when path.Length == 0 || path.EndsWith(' ') || path.EndsWith('.') => path + field,
        _ => $"{path}.{field}",
    };

    private static string Expected(string type, string? token)
    {
        // What a constructor takes is reported with the type of the whole; the token tells more.
        var said = type + token;
        return said switch
        {
            _ when Names(type) is { } names => "one of " + names,
            _ when Has("System.Double") || Has("as a number") => "a number",
            _ when Has("Int32") || Has("System.UInt64") => "a whole number",
            _ when Has("System.Boolean") || Has("as a boolean") => "true or false",
            _ when Has("System.DateTime") => "a time such as 2026-01-12T18:00:00",
            _ when Has("List") || type.EndsWith("[]", StringComparison.Ordinal) => "a list",
            _ when Has("System.String") || Has("as a string") => "a text",
            _ => "an object",
        };

        bool Has(string word) => said.Contains(word, StringComparison.Ordinal);
    }

    private static string? Names(string type) => (Type.GetType(type) ?? typeof(PriorityClass).Assembly.GetType(type)) is { IsEnum: true } words
        ? string.Join(", ", words.GetFields(BindingFlags.Public | BindingFlags.Static).Select(Name))
        : null;

    private static string Name(FieldInfo word) =>
        word.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(word.Name);

    [GeneratedRegex(@"The JSON property '([^']*)' could not be mapped")]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"missing required properties including: (.*?)\.?$", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("(?:property or field|constructor parameter) '([^']*)' on type .* null values")]
    private static partial Regex Null();

    [GeneratedRegex(" (?:Path|LineNumber): ")]
    private static partial Regex Technical();

    [GeneratedRegex(@"could not be converted to (\S+)\.")]
    private static partial Regex WrongType();
}
