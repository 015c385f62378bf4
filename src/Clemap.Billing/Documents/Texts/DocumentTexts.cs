using System.Globalization;
using System.Resources;

namespace Clemap.Billing.Documents.Texts;

/// <summary>What the texts of all documents have in common.</summary>
internal abstract class DocumentTexts(ResourceManager resources, string language)
{
    protected CultureInfo Culture { get; } = CultureInfo.GetCultureInfo(language);

    public string this[string key] => resources.GetString(key, Culture) ?? throw new MissingManifestResourceException($"There is no text '{key}'.");

    public string Format(string key, params object[] values) => string.Format(Culture, this[key], values);

    public string MonthName(DateOnly month) => month.ToString("MMMM yyyy", Culture);
}
