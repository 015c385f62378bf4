using Clemap.Billing.Documents.Texts;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>The sessions behind an invoice with their registers, over as many pages as they need.</summary>
internal sealed class SessionsAnnex
{
    private const float FirstRow = 47;
    private const float RowHeight = 5.6f;
    private const float Bottom = 268;
    private const int RowsPerPage = (int)((Bottom - FirstRow) / RowHeight);

    private const float EndLeft = 54;
    private const float StationLeft = 86;

    // Right edges of the number columns.
    private const float StartRegister = 122;
    private const float EndRegister = 146;
    private const float Energy = 168;

    private readonly InvoiceTexts texts;
    private readonly IssuedInvoice invoice;
    private readonly ChargeLine[][] pages;

    public SessionsAnnex(InvoiceTexts texts, IssuedInvoice invoice)
    {
        this.texts = texts;
        this.invoice = invoice;

        // The last page also holds the sum and the notes: four rows. Without any charge there is still this page with its notes.
        pages = invoice.Charges.Count == 0 ? [[]] : [.. invoice.Charges.Chunk(RowsPerPage - 4)];
    }

    public int Pages => pages.Length;

    public void Draw(Page page, int index, int number, int count)
    {
        page.Text(texts["Annex"], InvoiceLetter.Left, 24, new Style(14, true, Ink.Text));
        page.Text(
            $"{texts["Invoice"]} {invoice.Number} · {texts.MonthName(invoice.Period.Month)} · {invoice.Recipient.Name}",
            InvoiceLetter.Left,
            30,
            Style.Small);
        DrawHeader(page, FirstRow - 7);
        var y = FirstRow;
        foreach (var charge in pages[index])
        {
            DrawRow(page, charge, y);
            y += RowHeight;
        }

        if (index == pages.Length - 1)
            DrawEnd(page, y);
        page.Text(invoice.Creditor.Name, InvoiceLetter.Left, 285, Style.Label);
        page.Text(texts.Format("Page", number, count), InvoiceLetter.Right, 285, Style.Label, Align.Right);
    }

    private void DrawHeader(Page page, float y)
    {
        page.Text(texts["Start"], InvoiceLetter.Left, y, Style.Label);
        page.Text(texts["End"], EndLeft, y, Style.Label);
        page.Text(texts["Station"], StationLeft, y, Style.Label);
        page.Text(texts["RegisterStart"], StartRegister, y, Style.Label, Align.Right);
        page.Text(texts["RegisterEnd"], EndRegister, y, Style.Label, Align.Right);
        page.Text(texts["Energy"], Energy, y, Style.Label, Align.Right);
        page.Text(texts["OfWhichSolar"], InvoiceLetter.Right, y, Style.Label, Align.Right);
        page.Rule(InvoiceLetter.Left, InvoiceLetter.Right, y + 2, Ink.Text, 0.25f);
    }

    private void DrawRow(Page page, ChargeLine charge, float y)
    {
        var style = new Style(8.5f, false, Ink.Text);
        if (charge.Session is { } session)
        {
            page.Text(InvoiceTexts.DateTime(invoice.Period.Local(session.StartedAt)), InvoiceLetter.Left, y, style);
            page.Text(InvoiceTexts.DateTime(invoice.Period.Local(session.EndedAt)), EndLeft, y, style);
            page.Text(InvoiceTexts.Kwh(session.StartWh), StartRegister, y, style, Align.Right);
            page.Text(InvoiceTexts.Kwh(session.EndWh), EndRegister, y, style, Align.Right);
        }
        else
        {
            page.Text(texts["OutsideSessions"], InvoiceLetter.Left, y, style with { Colour = Ink.Muted });
        }

        page.Text(charge.Station, StationLeft, y, style);
        page.Text(InvoiceTexts.Kwh(charge.BilledWh), Energy, y, style, Align.Right);
        page.Text(InvoiceTexts.Kwh(charge.SolarWh), InvoiceLetter.Right, y, style, Align.Right);
        page.Rule(InvoiceLetter.Left, InvoiceLetter.Right, y + 1.8f, Ink.Line, 0.12f);
    }

    private void DrawEnd(Page page, float y)
    {
        y += 0.8f;
        page.Text(texts["Sum"], InvoiceLetter.Left, y, Style.Strong);
        page.Text(InvoiceTexts.Kwh(invoice.Usage.EnergyWh), Energy, y, Style.Strong, Align.Right);
        page.Text(InvoiceTexts.Kwh(invoice.Usage.SolarWh), InvoiceLetter.Right, y, Style.Strong, Align.Right);
        y = page.Paragraph(
            texts.Format("AnnexNote", invoice.Period.Zone.Id), InvoiceLetter.Left, y + 7, InvoiceLetter.Right - InvoiceLetter.Left, 3.8f, Style.Small);
        y = page.Paragraph(
            texts.Format("Tariff", invoice.Tariff.Version, InvoiceTexts.Date(invoice.Tariff.ValidFrom)),
            InvoiceLetter.Left,
            y,
            InvoiceLetter.Right - InvoiceLetter.Left,
            3.8f,
            Style.Small);
        page.Text(texts[invoice.HasEstimates ? "QualityEstimated" : "QualityMeasured"], InvoiceLetter.Left, y, Style.Small);
    }
}
