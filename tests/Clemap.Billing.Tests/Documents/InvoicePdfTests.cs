using System.Globalization;
using Clemap.Billing.Documents.Pdf;
using Clemap.Billing.Documents.Texts;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using UglyToad.PdfPig;

namespace Clemap.Billing.Tests.Documents;

public sealed class InvoicePdfTests
{
    [Theory]
    [InlineData("de", "Rechnung", "Zahlteil", "Oktober 2026", "MWST 8.1 %")]
    [InlineData("fr", "Facture", "Section paiement", "octobre 2026", "TVA 8.1 %")]
    [InlineData("it", "Fattura", "Sezione pagamento", "ottobre 2026", "IVA 8.1 %")]
    [InlineData("en", "Invoice", "Payment part", "October 2026", "VAT 8.1 %")]
    public void Render_Language_SaysWhatTheLawAsksFor(string language, string title, string slip, string month, string vat)
    {
        var invoice = Sample.Invoice(language);

        var text = TextOf(InvoicePdf.Render(invoice));

        text[0].ShouldSatisfyAllConditions(
            page => page.ShouldContain($"{title} 2026-000042"),
            page => page.ShouldContain(slip),
            page => page.ShouldContain(month),
            page => page.ShouldContain(vat),
            page => page.ShouldContain("CHE-106.017.086"),
            page => page.ShouldContain("Claire Dubois"),
            page => page.ShouldContain("01.10.2026 – 31.10.2026"),
            page => page.ShouldContain(InvoiceTexts.Amount(invoice.Amounts.Total)),
            page => page.ShouldContain(PaymentReference.Print(invoice.Reference)));
        text.Count.ShouldBe(2);
        text[1].ShouldContain(InvoiceTexts.Kwh(invoice.Usage.EnergyWh));
    }

    [Fact]
    public void Render_NoVat_ShowsNeitherRateNorNumber()
    {
        var text = TextOf(InvoicePdf.Render(Sample.Invoice(vat: VatMode.None)))[0];

        text.ShouldNotContain("MWST");
        text.ShouldNotContain("CHE-");
    }

    [Fact]
    public void Render_SameInvoice_GivesTheSameBytes() => InvoicePdf.Render(Sample.Invoice()).ShouldBe(InvoicePdf.Render(Sample.Invoice()));

    [Fact]
    public void Render_ManySessions_BreaksPagesAndRepeatsTheHead()
    {
        var text = TextOf(InvoicePdf.Render(Sample.Invoice(sessions: 90)));

        text.Count.ShouldBe(4);
        text.Skip(1).ShouldAllBe(page => page.Contains("Zähler Beginn", StringComparison.Ordinal));
        text[3].ShouldContain("Seite 4 von 4");
    }

    [Theory]
    [InlineData("CH4431999123000889012", "QRR")]
    [InlineData("CH9300762011623852957", "SCOR")]
    public void Payload_CarriesWhatIsPrinted(string iban, string type)
    {
        var invoice = Sample.Invoice(iban: iban);

        var lines = QrBill.Payload(invoice, "Rechnung 2026-000042").Split('\n');

        lines[..4].ShouldBe(["SPC", "0200", "1", iban]);
        lines[4..11].ShouldBe(["S", "Immobilien Sonnenhof AG", "Sonnenhof", "12", "8003", "Zürich", "CH"]);
        lines[18].ShouldBe(invoice.Amounts.Total.ToString("0.00", CultureInfo.InvariantCulture));
        lines[19].ShouldBe("CHF");
        lines[20..27].ShouldBe(["S", "Claire Dubois", "Sonnenhof", "12", "8003", "Zürich", "CH"]);
        lines[27].ShouldBe(type);
        lines[28].ShouldBe(invoice.Reference);
        lines[30].ShouldBe("EPD");
        lines[31].ShouldBe("//S1/10/2026-000042/11/261102/30/106017086/31/261001261031/32/8.1/40/0:30");
    }

    [Fact]
    public void Payload_NameOutsideLatin_StaysReadable()
    {
        var invoice = Sample.Invoice();

        QrBill.Payload(invoice with { Recipient = invoice.Recipient with { Name = "Šćepan Łukasz 李" } }, "x").ShouldContain("Šćepan Łukasz .");
    }

    private static List<string> TextOf(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return document.GetPages().Select(page => string.Join(' ', page.GetWords().Select(word => word.Text))).ToList();
    }
}
