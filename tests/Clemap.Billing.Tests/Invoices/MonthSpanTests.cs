using Clemap.Billing.Invoices;

namespace Clemap.Billing.Tests.Invoices;

public sealed class MonthSpanTests
{
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Theory]
    [InlineData(2026, 3, 31 * 96 - 4, "2026-02-28T23:00Z", "2026-03-31T22:00Z")]
    [InlineData(2026, 10, 31 * 96 + 4, "2026-09-30T22:00Z", "2026-10-31T23:00Z")]
    [InlineData(2026, 11, 30 * 96, "2026-10-31T23:00Z", "2026-11-30T23:00Z")]
    public void Of_LocalMonth_HasItsQuarterHours(int year, int month, int quarters, string from, string to)
    {
        var span = MonthSpan.Of(new DateOnly(year, month, 17), Zurich);

        span.Quarters.ShouldBe(quarters);
        span.Starts().Count().ShouldBe(quarters);
        span.From.ShouldBe(DateTimeOffset.Parse(from, null));
        span.To.ShouldBe(DateTimeOffset.Parse(to, null));
    }
}
