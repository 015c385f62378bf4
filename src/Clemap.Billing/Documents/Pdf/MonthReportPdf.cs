using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Reports;
using SkiaSharp;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>The month of a site: sums and days on the first page, then stations and what the grid operator did, over as many pages as they need.</summary>
internal static class MonthReportPdf
{
    public static byte[] Render(SiteMonth month, ReportTexts texts)
    {
        var pages = Pages(new MonthReportRows(month, texts).All(), MonthReportPage.FirstRow, MonthReportPage.NextRow, MonthReportPage.Bottom);
        using var buffer = new MemoryStream();
        using (var document = SKDocument.CreatePdf(buffer, Metadata(month, texts)))
        {
            for (var index = 0; index < pages.Count; index++)
            {
                using var canvas = document.BeginPage(Page.Points(Page.WidthMm), Page.Points(Page.HeightMm));
                var page = new MonthReportPage(new Page(canvas), month, texts);
                page.DrawFrame(index, pages.Count);
                foreach (var (row, y) in pages[index])
                    row.Draw(page.Page, y);
                document.EndPage();
            }

            document.Close();
        }

        return buffer.ToArray();
    }

    // A heading stays with the row that follows it.
    private static List<List<(ReportRow Row, float Y)>> Pages(IReadOnlyList<ReportRow> rows, float first, float next, float bottom)
    {
        List<List<(ReportRow, float)>> pages = [[]];
        var y = first;
        for (var index = 0; index < rows.Count; index++)
        {
            var needed = rows[index].HeightMm + (rows[index].KeepWithNext && index + 1 < rows.Count ? rows[index + 1].HeightMm : 0);
            if (y + needed > bottom && pages[^1].Count > 0)
            {
                pages.Add([]);
                y = next;
            }

            pages[^1].Add((rows[index], y));
            y += rows[index].HeightMm;
        }

        return pages;
    }

    private static SKDocumentPdfMetadata Metadata(SiteMonth month, ReportTexts texts) => new(SKDocumentPdfMetadata.DefaultRasterDpi)
    {
        Title = $"{texts["Report"]} {texts.MonthName(month.Span.Month)}, {month.Site.Name}",
        Creator = "CLEMAP Load Management",
        Producer = "CLEMAP Load Management",
        Creation = month.MadeAt.UtcDateTime,
        Modified = month.MadeAt.UtcDateTime,
    };
}

/// <param name="Draw">Given the baseline.</param>
/// <param name="KeepWithNext">Never the last on a page.</param>
internal sealed record ReportRow(float HeightMm, Action<Page, float> Draw, bool KeepWithNext = false);
