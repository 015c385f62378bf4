using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Clemap.Edge.LocalApi.Dashboard;

namespace Clemap.Edge.Commissioning;

/// <summary>The sentences of the dashboard, for the report. One language each.</summary>
internal sealed class Texts(IReadOnlyDictionary<string, string> sentences)
{
    private static readonly FrozenDictionary<string, Texts> Languages = LocalApi.SiteModel.Languages.All.ToFrozenDictionary(language => language, language => new Texts(
        JsonSerializer.Deserialize(DashboardFiles.Read($"app/texts/{language}.json"), TextJson.Default.DictionaryStringString)!));

    public static Texts In(string language) => Languages[language];

    /// <exception cref="KeyNotFoundException">There is no such sentence.</exception>
    public string this[string key, params IReadOnlyList<string> values]
    {
        get
        {
            string text = sentences[key];
            for (int i = 0; i < values.Count; i++)
                text = text.Replace(string.Create(CultureInfo.InvariantCulture, $"{{{i}}}"), values[i], StringComparison.Ordinal);
            return text;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TextJson : System.Text.Json.Serialization.JsonSerializerContext;
