using System.Globalization;
using Clemap.Billing.CheckDigits;

namespace Clemap.Billing.Invoices;

/// <summary>The reference by which a payment finds its invoice: the bank's prefix, the month and the running number.</summary>
internal static class PaymentReference
{
    public static string Create(string iban, string prefix, DateOnly month, long sequence)
    {
        var period = month.ToString("yyyyMM", CultureInfo.InvariantCulture);
        return Iban.IsQrIban(iban)
            ? QrReference.Create(prefix.PadRight(10, '0') + period + sequence.ToString("D10", CultureInfo.InvariantCulture))
            : CreditorReference.Create(period + sequence.ToString("D6", CultureInfo.InvariantCulture));
    }

    public static string Print(string reference) =>
        reference.StartsWith("RF", StringComparison.Ordinal) ? CreditorReference.Print(reference) : QrReference.Print(reference);
}
