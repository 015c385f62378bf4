using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;
using CsCheck;

namespace Clemap.Billing.Tests.Invoices;

public sealed class InvoiceCalculationTests
{
    private static readonly TariffVersion Tariff = new(1, new DateOnly(2026, 1, 1), 0.1900m, 0.2850m, 4.50m, 8.1m, VatMode.Added);

    // 100.5 kWh sun = 19.095 -> 19.10, 50 kWh grid = 14.25, fee 4.50: 37.85, VAT 3.06585 -> 3.07.
    [Fact]
    public void Of_VatAdded_RoundsEachLineAndTakesVatOnTheSum()
    {
        var amounts = InvoiceCalculation.Of(new Usage(150_500, 100_500, 31, 31), Tariff);

        amounts.Lines.Select(line => line.Amount).ShouldBe([19.10m, 14.25m, 4.50m]);
        (amounts.Net, amounts.Vat, amounts.Total).ShouldBe((37.85m, 3.07m, 40.92m));
    }

    // The same with prices that contain VAT: 37.85 x 8.1 / 108.1 = 2.836 -> 2.84.
    [Fact]
    public void Of_VatIncluded_TakesItOutOfTheSum()
    {
        var amounts = InvoiceCalculation.Of(new Usage(150_500, 100_500, 31, 31), Tariff with { VatMode = VatMode.Included });

        (amounts.Net, amounts.Vat, amounts.Total).ShouldBe((35.01m, 2.84m, 37.85m));
    }

    [Fact]
    public void Of_NoVat_ShowsNone() =>
        InvoiceCalculation.Of(new Usage(0, 0, 31, 31), Tariff with { VatMode = VatMode.None }).ShouldSatisfyAllConditions(
            amounts => amounts.Vat.ShouldBe(0),
            amounts => amounts.Total.ShouldBe(4.50m));

    // Moved in on the 22nd: 10 of 31 days, 4.50 x 10 / 31 = 1.4516.
    [Fact]
    public void Of_PartOfAMonth_BaseFeeIsProRataByDay() =>
        InvoiceCalculation.Of(new Usage(0, 0, 10, 31), Tariff).Lines[^1].Amount.ShouldBe(1.45m);

    [Fact]
    public void Of_AnyUsage_TotalIsNetAndVat() =>
        Gen.Select(Gen.Long[0, 5_000_000], Gen.Long[0, 5_000_000], Gen.Int[0, 31], Gen.Enum<VatMode>()).Sample((energy, sun, days, mode) =>
        {
            var amounts = InvoiceCalculation.Of(new Usage(energy, Math.Min(energy, sun), days, 31), Tariff with { VatMode = mode });
            amounts.Total.ShouldBe(amounts.Net + amounts.Vat);
            amounts.Lines.ShouldAllBe(line => line.Amount >= 0 && line.Amount.Scale <= 2);
        });
}
