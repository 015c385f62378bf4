using Clemap.Billing.Setup;

namespace Clemap.Billing.Invoices;

/// <param name="Quantity">kWh, or months for the base fee.</param>
internal sealed record InvoiceLine(InvoiceLineKind Kind, decimal Quantity, decimal UnitPrice, decimal Amount);

/// <param name="Net">Without VAT.</param>
/// <param name="Total">What is to be paid.</param>
internal sealed record InvoiceAmounts(IReadOnlyList<InvoiceLine> Lines, decimal Net, decimal Vat, decimal Total);

/// <summary>Energy of a resident in a month and the days on which the resident held a card or a parking space.</summary>
internal sealed record Usage(long EnergyWh, long SolarWh, int DaysHeld, int DaysInMonth)
{
    public long GridWh => EnergyWh - SolarWh;
}

/// <summary>Lines are rounded to the Rappen, VAT is taken once on their sum.</summary>
internal static class InvoiceCalculation
{
    public static InvoiceAmounts Of(Usage usage, TariffVersion tariff)
    {
        var lines = new List<InvoiceLine>
        {
            Line(InvoiceLineKind.SolarEnergy, usage.SolarWh / 1000m, tariff.SolarPerKwh),
            Line(InvoiceLineKind.GridEnergy, usage.GridWh / 1000m, tariff.GridPerKwh),
        };
        if (tariff.BaseFeePerMonth > 0)
        {
            // The quantity is rounded for print; the amount comes from the days.
            var amount = Money.Round(tariff.BaseFeePerMonth * usage.DaysHeld / usage.DaysInMonth);
            var months = Math.Round((decimal)usage.DaysHeld / usage.DaysInMonth, 3, MidpointRounding.AwayFromZero);
            lines.Add(new InvoiceLine(InvoiceLineKind.BaseFee, months, tariff.BaseFeePerMonth, amount));
        }

        var sum = lines.Sum(line => line.Amount);
        var vat = tariff.VatMode switch
        {
            VatMode.Added => Money.Round(sum * tariff.VatPercent / 100m),
            VatMode.Included => Money.Round(sum * tariff.VatPercent / (100m + tariff.VatPercent)),
            _ => 0m,
        };
        return tariff.VatMode == VatMode.Added
            ? new InvoiceAmounts(lines, sum, vat, sum + vat)
            : new InvoiceAmounts(lines, sum - vat, vat, sum);
    }

    private static InvoiceLine Line(InvoiceLineKind kind, decimal quantity, decimal unitPrice) =>
        new(kind, quantity, unitPrice, Money.Round(quantity * unitPrice));
}
