using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Tests.Physics;

public sealed class SunTests
{
    // Sunrise and sunset in Zürich from the almanac, UTC; the model may be a few minutes off.
    [Theory]
    [InlineData("2026-06-21", "03:29", "19:26")]
    [InlineData("2026-12-21", "07:10", "15:38")]
    [InlineData("2026-03-20", "05:26", "17:34")]
    public void It_rises_and_sets_when_it_does_in_Zurich(string day, string rises, string sets)
    {
        Share(day, rises, +25).ShouldBeGreaterThan(0);
        Share(day, rises, -25).ShouldBe(0);
        Share(day, sets, -25).ShouldBeGreaterThan(0);
        Share(day, sets, +25).ShouldBe(0);
    }

    [Fact]
    public void Noon_in_June_yields_most_of_the_peak_and_noon_in_December_clearly_less()
    {
        Share("2026-06-21", "11:28", 0).ShouldBeInRange(0.75, 0.92);
        Share("2026-12-21", "11:24", 0).ShouldBeInRange(0.25, 0.6);
    }

    private static double Share(string day, string time, int minutes) =>
        Sun.ClearSkyShare(DateTimeOffset.Parse($"{day}T{time}:00Z", System.Globalization.CultureInfo.InvariantCulture).AddMinutes(minutes).ToUnixTimeSeconds());
}
