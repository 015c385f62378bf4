using System.Globalization;
using System.Text;
using Clemap.Billing.CheckDigits;
using Clemap.Billing.Setup;
using QRCoder;
using static QRCoder.PayloadGenerator;

namespace Clemap.Billing.Documents.Pdf;

/// <summary>What stands in the Swiss QR code of an invoice (type SPC, version 0200, structured addresses).</summary>
internal static class QrBill
{
    /// <summary>Lines end with LF: with CR LF the same bill needs a bigger code.</summary>
    public static string Payload(IssuedInvoice invoice, string message) => new SwissQrCode(
        new SwissQrCode.Iban(
            invoice.Creditor.Iban,
            Iban.IsQrIban(invoice.Creditor.Iban) ? SwissQrCode.Iban.IbanType.QrIban : SwissQrCode.Iban.IbanType.Iban),
        SwissQrCode.Currency.CHF,
        ContactOf(invoice.Creditor.Name, invoice.Creditor.Address),
        ReferenceOf(invoice.Reference),
        new SwissQrCode.AdditionalInformation(Clean(message, 140), BillInformation(invoice)),
        ContactOf(invoice.Recipient.Name, invoice.Recipient.Address),
        invoice.Amounts.Total).ToString().ReplaceLineEndings("\n");

    /// <returns>True where a module is dark, by row; without a quiet zone, which is white paper here.</returns>
    public static bool[][] Modules(string payload)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(
            payload, QRCodeGenerator.ECCLevel.M, forceUtf8: true, utf8BOM: false, eciMode: QRCodeGenerator.EciMode.Utf8);
        const int quietZone = 4;
        var size = code.ModuleMatrix.Count - 2 * quietZone;
        return Enumerable.Range(quietZone, size)
            .Select(row => Enumerable.Range(quietZone, size).Select(column => code.ModuleMatrix[row][column]).ToArray())
            .ToArray();
    }

    /// <summary>Swico S1: what accounting software reads out of the code.</summary>
    public static string BillInformation(IssuedInvoice invoice)
    {
        var text = new StringBuilder("//S1/10/").Append(invoice.Number).Append("/11/").Append(Day(invoice.IssuedOn));
        if (invoice.Tariff.VatMode != VatMode.None && invoice.Creditor.Uid is { } uid)
        {
            text.Append("/30/").Append(Uid.Digits(uid))
                .Append("/31/").Append(Day(invoice.Period.Month)).Append(Day(invoice.Period.LastDay))
                .Append("/32/").Append(invoice.Tariff.VatPercent.ToString("0.##", CultureInfo.InvariantCulture));
        }

        return text.Append(CultureInfo.InvariantCulture, $"/40/0:{IssuedInvoice.PaymentDays}").ToString();
    }

    private static SwissQrCode.Reference ReferenceOf(string reference) => reference.StartsWith("RF", StringComparison.Ordinal)
        ? new(SwissQrCode.Reference.ReferenceType.SCOR, reference, SwissQrCode.Reference.ReferenceTextType.CreditorReferenceIso11649)
        : new(SwissQrCode.Reference.ReferenceType.QRR, reference, SwissQrCode.Reference.ReferenceTextType.QrReference);

    private static SwissQrCode.Contact ContactOf(string name, PostalAddress address) => SwissQrCode.Contact.WithStructuredAddress(
        Clean(name, 70),
        Clean(address.PostalCode, 16),
        Clean(address.Town, 35),
        address.Country,
        address.Street.Length > 0 ? Clean(address.Street, 70) : null,
        address.HouseNumber.Length > 0 ? Clean(address.HouseNumber, 16) : null);

    /// <summary>Only Latin letters with their marks are allowed in the code; what is not becomes a point.</summary>
    private static string Clean(string text, int length)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormC))
            clean.Append(IsAllowed(letter) ? letter : '.');
        return clean.Length > length ? clean.ToString(0, length) : clean.ToString();
    }

    private static bool IsAllowed(char letter) => letter is >= ' ' and <= '~' or >= '\u00A0' and <= '\u017F' or >= '\u0218' and <= '\u021B' or '€';

    private static string Day(DateOnly day) => day.ToString("yyMMdd", CultureInfo.InvariantCulture);
}
