using Clemap.Billing.CheckDigits;
using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>Receipt and payment part of the Swiss QR-bill, 210 × 105 mm at the foot of the page, by the measures of SIX.</summary>
internal sealed class PaymentSlip(Page page, InvoiceTexts texts, IssuedInvoice invoice)
{
    public const float TopMm = Page.HeightMm - 105;
    private const float ReceiptWidth = 62;
    private const float PaymentLeft = ReceiptWidth + 5;
    private const float InformationLeft = 118;
    private const float QrSide = 46;

    private static readonly Style Title = new(11, true, Ink.Black);
    private static readonly Style ReceiptLabel = new(6, true, Ink.Black);
    private static readonly Style ReceiptValue = new(8, false, Ink.Black);
    private static readonly Style PaymentLabel = new(8, true, Ink.Black);
    private static readonly Style PaymentValue = new(10, false, Ink.Black);

    public void Draw()
    {
        var message = $"{texts["Invoice"]} {invoice.Number}, {texts.MonthName(invoice.Period.Month)}";
        page.Text(texts["QrSeparate"], ReceiptWidth + 5, TopMm - 1.5f, new Style(7, false, Ink.Muted));
        page.Dashes(0, TopMm, Page.WidthMm, TopMm);
        page.Dashes(ReceiptWidth, TopMm, ReceiptWidth, Page.HeightMm);
        DrawReceipt();
        DrawPayment(message);
        DrawCode(QrBill.Payload(invoice, message));
    }

    private void DrawReceipt()
    {
        page.Text(texts["QrReceipt"], 5, TopMm + 9, Title);
        var y = TopMm + 14;
        y = Block(texts["QrAccount"], Payee(), 5, y, 52, ReceiptLabel, ReceiptValue, 3.3f);
        y = Block(texts["QrReference"], [PaymentReference.Print(invoice.Reference)], 5, y, 52, ReceiptLabel, ReceiptValue, 3.3f);
        Block(texts["QrPayableBy"], Payer(), 5, y, 52, ReceiptLabel, ReceiptValue, 3.3f);

        page.Text(texts["QrCurrency"], 5, TopMm + 70, ReceiptLabel);
        page.Text(texts["QrAmount"], 18, TopMm + 70, ReceiptLabel);
        page.Text(Money.Currency, 5, TopMm + 74, ReceiptValue);
        page.Text(InvoiceTexts.SlipAmount(invoice.Amounts.Total), 18, TopMm + 74, ReceiptValue);
        page.Text(texts["QrAcceptance"], ReceiptWidth - 5, TopMm + 84, ReceiptLabel, Align.Right);
    }

    private void DrawPayment(string message)
    {
        page.Text(texts["QrPayment"], PaymentLeft, TopMm + 9, Title);
        page.Text(texts["QrCurrency"], PaymentLeft, TopMm + 71, PaymentLabel);
        page.Text(texts["QrAmount"], PaymentLeft + 15, TopMm + 71, PaymentLabel);
        page.Text(Money.Currency, PaymentLeft, TopMm + 75.5f, PaymentValue);
        page.Text(InvoiceTexts.SlipAmount(invoice.Amounts.Total), PaymentLeft + 15, TopMm + 75.5f, PaymentValue);

        var y = TopMm + 8;
        y = Block(texts["QrAccount"], Payee(), InformationLeft, y, 87, PaymentLabel, PaymentValue, 4.1f);
        y = Block(texts["QrReference"], [PaymentReference.Print(invoice.Reference)], InformationLeft, y, 87, PaymentLabel, PaymentValue, 4.1f);
        y = Block(texts["QrInformation"], [message, QrBill.BillInformation(invoice)], InformationLeft, y, 87, PaymentLabel, PaymentValue, 4.1f);
        Block(texts["QrPayableBy"], Payer(), InformationLeft, y, 87, PaymentLabel, PaymentValue, 4.1f);
    }

    private void DrawCode(string payload)
    {
        var modules = QrBill.Modules(payload);
        var side = QrSide / modules.Length;
        const float top = TopMm + 17;
        page.Squares(
            from row in Enumerable.Range(0, modules.Length)
            from column in Enumerable.Range(0, modules.Length)
            where modules[row][column]
            select (PaymentLeft + column * side, top + row * side),
            side);

        // The Swiss cross: 7 mm with its white border.
        const float middleX = PaymentLeft + QrSide / 2;
        const float middleY = top + QrSide / 2;
        const float bar = 7f / 6;
        const float arm = 35f / 9;
        page.Box(middleX - 3.5f, middleY - 3.5f, 7, 7, SkiaSharp.SKColors.White);
        page.Box(middleX - 3, middleY - 3, 6, 6, Ink.Black);
        page.Box(middleX - bar / 2, middleY - arm / 2, bar, arm, SkiaSharp.SKColors.White);
        page.Box(middleX - arm / 2, middleY - bar / 2, arm, bar, SkiaSharp.SKColors.White);
    }

    private float Block(string label, IEnumerable<string> lines, float x, float y, float width, Style labelStyle, Style valueStyle, float leading)
    {
        page.Text(label, x, y, labelStyle);
        foreach (var line in lines)
            y = page.Paragraph(line, x, y + leading, width, leading, valueStyle) - leading;
        return y + leading * 1.75f;
    }

    private List<string> Payee() => [Iban.Print(invoice.Creditor.Iban), .. AddressLines(invoice.Creditor.Name, invoice.Creditor.Address)];

    private List<string> Payer() => AddressLines(invoice.Recipient.Name, invoice.Recipient.Address);

    public static List<string> AddressLines(string name, PostalAddress address) =>
    [
        .. new[] { name, $"{address.Street} {address.HouseNumber}".Trim(), $"{address.PostalCode} {address.Town}" }.Where(line => line.Length > 0),
    ];
}
