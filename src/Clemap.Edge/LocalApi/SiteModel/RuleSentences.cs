using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>
/// The rules of a configuration in the language of the reader. The English sentence is what the rule itself says; <c>Rules.json</c> holds it with
/// its places, and the same in the other languages. A sentence that is not there stays English: a rule is never kept back.
/// </summary>
internal static class RuleSentences
{
    private static readonly IReadOnlyList<string[]> Sentences = Load();

    public static string In(string language, string rule)
    {
        int column = Languages.All.ToList().IndexOf(language);
        if (column <= 0)
            return rule;
        foreach (string[] sentence in Sentences)
            if (Match(sentence[0], rule) is { } values)
                return Fill(sentence[column], values);
        return rule;
    }

    /// <returns>What stands at {0}, {1}, …; <see langword="null"/> when the sentence is another one.</returns>
    private static List<string>? Match(string template, string text)
    {
        var values = new List<string>();
        int at = 0;
        string[] parts = Parts(template);
        for (int i = 0; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            int found = i == 0 ? (text.StartsWith(parts[0], StringComparison.Ordinal) ? 0 : -1)
                : isLast ? (text.EndsWith(parts[i], StringComparison.Ordinal) ? text.Length - parts[i].Length : -1)
                : text.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < at)
                return null;
            if (i > 0)
                values.Add(text[at..found]);
            at = found + parts[i].Length;
        }
        return at == text.Length ? values : null;
    }

    private static string[] Parts(string template)
    {
        var parts = new List<string>();
        int from = 0;
        for (int place = 0; template.IndexOf($"{{{place}}}", from, StringComparison.Ordinal) is >= 0 and var at; place++)
        {
            parts.Add(template[from..at]);
            from = at + 3;
        }
        return [.. parts, template[from..]];
    }

    private static string Fill(string template, List<string> values)
    {
        var text = new StringBuilder(template);
        for (int place = 0; place < values.Count; place++)
            text.Replace($"{{{place}}}", values[place]);
        return text.ToString();
    }

    private static List<string[]> Load()
    {
        using var stream = typeof(RuleSentences).Assembly.GetManifestResourceStream("Rules.json")!;
        return JsonSerializer.Deserialize(stream, RuleJson.Default.ListStringArray)!;
    }
}

[JsonSerializable(typeof(List<string[]>))]
internal sealed partial class RuleJson : JsonSerializerContext;
