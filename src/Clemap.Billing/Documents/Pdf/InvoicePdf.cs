using Clemap.Billing.Documents.Texts;
using SkiaSharp;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>An invoice as PDF: the letter with its payment slip, then the annex with the sessions.</summary>
internal static class InvoicePdf
{
    public static byte[] Render(IssuedInvoice invoice)
    {
        var texts = new InvoiceTexts(invoice.Recipient.Language);
        var annex = new SessionsAnnex(texts, invoice);
        var pages = 1 + annex.Pages;
        using var buffer = new MemoryStream();
        using (var document = SKDocument.CreatePdf(buffer, Metadata(invoice, texts)))
        {
            DrawPage(document, page => new InvoiceLetter(page, texts, invoice).Draw());
            for (var number = 0; number < annex.Pages; number++)
                DrawPage(document, page => annex.Draw(page, number, number + 2, pages));
            document.Close();
        }

        return buffer.ToArray();
    }

    private static void DrawPage(SKDocument document, Action<Page> draw)
    {
        using var canvas = document.BeginPage(Page.Points(Page.WidthMm), Page.Points(Page.HeightMm));
        draw(new Page(canvas));
        document.EndPage();
    }

    /// <summary>The dates are those of the issue, so that the same invoice gives the same bytes.</summary>
    private static SKDocumentPdfMetadata Metadata(IssuedInvoice invoice, InvoiceTexts texts) => new(SKDocumentPdfMetadata.DefaultRasterDpi)
    {
        Title = $"{texts["Invoice"]} {invoice.Number}",
        Author = invoice.Creditor.Name,
        Creator = "CLEMAP Load Management",
        Producer = "CLEMAP Load Management",
        Creation = invoice.IssuedAt.UtcDateTime,
        Modified = invoice.IssuedAt.UtcDateTime,
    };
}
