using System.Resources;

namespace Clemap.Billing.Documents.Texts;

/// <summary>Words of the month report.</summary>
internal sealed class ReportTexts(string language) : DocumentTexts(Resources, language)
{
    private static readonly ResourceManager Resources = new(typeof(ReportTexts));
}
