using Clemap.Billing.Documents;
using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Tests.Documents;

/// <summary>An invoice as the demo site gives it.</summary>
internal static class Sample
{
    public static IssuedInvoice Invoice(string language = "de", VatMode vat = VatMode.Added, int sessions = 14, string iban = "CH4431999123000889012")
    {
        var span = MonthSpan.Of(new DateOnly(2026, 10, 1), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"));
        var charges = Enumerable.Range(0, sessions).Select(index => new ChargeLine(
            "A1",
            Guid.Empty,
            new ChargedSession(
                Guid.Empty,
                span.From.AddDays(2 * index % 30).AddHours(16).AddMinutes(index),
                span.From.AddDays(2 * index % 30).AddHours(20).AddMinutes(3 * index),
                1_204_310 + 11_000 * index,
                1_204_310 + 11_000 * index + 10_870,
                "04A1B2C3D4"),
            10_870,
            3_210 + index)).Append(new ChargeLine("A1", Guid.Empty, null, 42, 11)).ToList();
        var usage = new Usage(charges.Sum(charge => charge.BilledWh), charges.Sum(charge => charge.SolarWh), 31, 31);
        var tariff = new TariffVersion(1, new DateOnly(2026, 1, 1), 0.1900m, 0.2850m, 4.50m, 8.1m, vat);
        return new IssuedInvoice(
            Guid.Empty,
            42,
            "2026-000042",
            PaymentReference.Create(iban, "", span.Month, 42),
            span,
            new DateTimeOffset(2026, 11, 2, 6, 5, 9, TimeSpan.Zero),
            "Sonnenhof 12, Zürich",
            "Sonnenhof 12, 8003 Zürich",
            new CreditorAccount(Guid.Empty, "Immobilien Sonnenhof AG", new PostalAddress("Sonnenhof", "12", "8003", "Zürich"), iban, "CHE-106.017.086"),
            new Recipient(Guid.Empty, "Claire Dubois", "Flat 7", new PostalAddress("Sonnenhof", "12", "8003", "Zürich"), language),
            tariff,
            usage,
            InvoiceCalculation.Of(usage, tariff),
            charges,
            HasEstimates: false);
    }
}
