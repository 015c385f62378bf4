using System.Globalization;
using Clemap.Portal.Culture;

namespace Clemap.Portal.Tests.Culture;

public sealed class SwissFormatTests
{
    [Theory]
    [InlineData("de-CH")]
    [InlineData("fr-CH")]
    [InlineData("it-CH")]
    [InlineData("en-CH")]
    public void Numbers_InEachLanguage_AreWrittenTheSame(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        SwissFormat.Money(1234.5m).ShouldBe("1’234.50");
        SwissFormat.KilowattHours(1_234_560).ShouldBe("1’234.6");
        SwissFormat.Ampere(9.44).ShouldBe("9.4");
        SwissFormat.Ampere(62.4).ShouldBe("62");
        SwissFormat.Ampere(-0.01).ShouldBe("0");
        SwissFormat.Limit(16.5).ShouldBe("16.5");
    }

    [Fact]
    public void DateAndTime_Utc_IsToldInTheZoneOfTheSite() => SwissFormat
        .DateAndTime(new DateTimeOffset(2026, 7, 31, 22, 30, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"))
        .ShouldBe("01.08.2026 00:30");

    [Theory]
    [InlineData("1’234.5", 1234.5)]
    [InlineData("16,5", 16.5)]
    public void TryRead_AsPeopleType_IsUnderstood(string text, double expected)
    {
        SwissFormat.TryRead(text, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }
}
