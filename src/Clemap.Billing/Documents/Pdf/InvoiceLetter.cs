using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>First page: what Art. 26 of the Swiss VAT act asks for, the lines, the sum, and the payment slip.</summary>
internal sealed class InvoiceLetter(Page page, InvoiceTexts texts, IssuedInvoice invoice)
{
    public const float Left = 22;
    public const float Right = Page.WidthMm - 20;
    private const float QuantityRight = 128;
    private const float PriceRight = 162;

    private bool HasVat => invoice.Tariff.VatMode != VatMode.None;

    public void Draw()
    {
        DrawSender();
        DrawRecipient();
        page.Text($"{texts["Invoice"]} {invoice.Number}", Left, 78, Style.Title);
        page.Text(
            texts.Format("Subject", texts.MonthName(invoice.Period.Month), invoice.SiteName),
            Left,
            84.5f,
            new Style(10.5f, false, Ink.Muted));
        DrawFacts();
        var y = DrawSums(DrawLines(114));
        DrawSolarShare(y + 5.5f);
        page.Text(texts.Format("Terms", IssuedInvoice.PaymentDays), Left, 183.5f, Style.Small);
        new PaymentSlip(page, texts, invoice).Draw();
    }

    private void DrawSender()
    {
        page.Box(Left, 17.2f, 1.2f, 11.6f, Ink.Accent);
        page.Text(invoice.Creditor.Name, Left + 4, 20.4f, new Style(11.5f, true, Ink.Text));
        var address = invoice.Creditor.Address;
        page.Text($"{address.Street} {address.HouseNumber}, {address.PostalCode} {address.Town}", Left + 4, 24.6f, Style.Small);
        if (HasVat && invoice.Creditor.Uid is { } uid)
            page.Text($"{uid} {texts["VatSuffix"]}", Left + 4, 28.4f, Style.Small);
    }

    private void DrawRecipient()
    {
        var y = 47f;
        foreach (var line in PaymentSlip.AddressLines(invoice.Recipient.Name, invoice.Recipient.Address))
        {
            page.Text(line, 118, y, new Style(10.5f, false, Ink.Text));
            y += 5;
        }
    }

    private void DrawFacts()
    {
        page.Rule(Left, Right, 91, Ink.Line);
        Fact(0, texts["InvoiceDate"], InvoiceTexts.Date(invoice.IssuedOn));
        Fact(36, texts["Period"], $"{InvoiceTexts.Date(invoice.Period.Month)} – {InvoiceTexts.Date(invoice.Period.LastDay)}");
        Fact(92, texts["Due"], InvoiceTexts.Date(invoice.DueOn));
        Fact(128, texts["Unit"], invoice.Recipient.Unit);
        page.Rule(Left, Right, 103.5f, Ink.Line);
    }

    private void Fact(float x, string label, string value)
    {
        page.Text(label, Left + x, 96, Style.Label);
        page.Text(value, Left + x, 100.6f, Style.Body);
    }

    private float DrawLines(float y)
    {
        page.Text(texts["Description"], Left, y, Style.Label);
        page.Text(texts["Quantity"], QuantityRight, y, Style.Label, Align.Right);
        page.Text($"{texts["UnitPrice"]} CHF", PriceRight, y, Style.Label, Align.Right);
        page.Text($"{texts["Amount"]} CHF", Right, y, Style.Label, Align.Right);
        page.Rule(Left, Right, y + 2, Ink.Text, 0.25f);
        y += 7.2f;
        foreach (var line in invoice.Amounts.Lines)
        {
            var isFee = line.Kind == InvoiceLineKind.BaseFee;
            page.Text(texts[line.Kind.ToString()], Left, y, Style.Body);
            page.Text(isFee ? $"{line.Quantity:0.###} {texts["Month"]}" : $"{InvoiceTexts.Kwh(line.Quantity)} kWh", QuantityRight, y, Style.Body, Align.Right);
            page.Text(InvoiceTexts.Price(line.UnitPrice, isFee ? 2 : 4), PriceRight, y, Style.Body, Align.Right);
            page.Text(InvoiceTexts.Amount(line.Amount), Right, y, Style.Body, Align.Right);
            page.Rule(Left, Right, y + 2.4f, Ink.Line);
            y += 7;
        }

        return y;
    }

    private float DrawSums(float y)
    {
        var rate = InvoiceTexts.Percent(invoice.Tariff.VatPercent);
        if (invoice.Tariff.VatMode == VatMode.Added)
        {
            y = Sum(texts["Net"], invoice.Amounts.Net, y, Style.Body);
            y = Sum(texts.Format("VatAdded", rate), invoice.Amounts.Vat, y, Style.Body);
        }

        page.Rule(QuantityRight - 26, Right, y - 2.6f, Ink.Text, 0.35f);
        y = Sum($"{texts["Total"]} CHF", invoice.Amounts.Total, y + 2.6f, new Style(12, true, Ink.Text));
        return invoice.Tariff.VatMode == VatMode.Included
            ? Sum(texts.Format("VatIncluded", rate), invoice.Amounts.Vat, y - 0.6f, Style.Small)
            : y;
    }

    private float Sum(string label, decimal amount, float y, Style style)
    {
        page.Text(label, QuantityRight - 26, y, style);
        page.Text(InvoiceTexts.Amount(amount), Right, y, style, Align.Right);
        return y + 5.6f;
    }

    private void DrawSolarShare(float y)
    {
        if (invoice.Usage.EnergyWh == 0)
            return;
        var share = (float)invoice.Usage.SolarWh / invoice.Usage.EnergyWh;
        var percent = invoice.Usage.SolarWh * 100 / invoice.Usage.EnergyWh;
        page.Text(texts.Format("SolarShare", percent, InvoiceTexts.Kwh(invoice.Usage.EnergyWh)), Left, y, Style.Strong);
        page.Box(Left, y + 2.2f, Right - Left, 2.4f, Ink.Grid);
        page.Box(Left, y + 2.2f, (Right - Left) * share, 2.4f, Ink.Sun);
        page.Text($"{texts["Solar"]} {InvoiceTexts.Kwh(invoice.Usage.SolarWh)} kWh", Left, y + 8.4f, Style.Label);
        page.Text($"{texts["Grid"]} {InvoiceTexts.Kwh(invoice.Usage.GridWh)} kWh", Right, y + 8.4f, Style.Label, Align.Right);
    }
}
