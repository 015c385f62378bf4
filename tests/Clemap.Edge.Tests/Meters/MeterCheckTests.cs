using Clemap.Edge.Meters;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Meters;

public sealed class MeterCheckTests
{
    private readonly FakeTimeProvider clock = new();

    [Theory]
    [InlineData(1, 1, 1, false, null)]
    [InlineData(0.6, 0.9, 0.95, false, null)]
    [InlineData(-1, 1, 1, false, "transformer-reversed")]
    [InlineData(-1, 1, 1, true, null)] // a roof may feed in
    [InlineData(-0.5, -0.5, 1, true, "phases-swapped")]
    [InlineData(-0.5, -0.5, -0.5, true, "phases-swapped")] // all three turned on by one
    [InlineData(-0.5, 1, 1, true, null)]
    public void Power_must_fit_voltage_and_current(double one, double two, double three, bool mayFeedIn, string? code) =>
        AfterAMinute(new MeterCheck(mayFeedIn, clock), Sample(230, 10, one, two, three)).ShouldBe(code is null ? [] : [code]);

    [Fact]
    public void With_little_current_any_power_factor_is_right() => AfterAMinute(new MeterCheck(false, clock), Sample(230, 1, -1, -1, -1)).ShouldBeEmpty();

    [Theory]
    [InlineData(175, true)]
    [InlineData(185, false)]
    [InlineData(260, false)]
    [InlineData(270, true)]
    public void A_voltage_has_its_range(double volts, bool odd) =>
        AfterAMinute(new MeterCheck(false, clock), Sample(volts, 10, 1, 1, 1)).ShouldBe(odd ? ["voltage-out-of-range"] : []);

    [Fact]
    public void What_lasts_less_than_a_minute_is_not_told_and_what_is_over_is_over()
    {
        var check = new MeterCheck(false, clock);
        check.See(Sample(230, 10, -1, 1, 1)).ShouldBeEmpty();
        clock.Advance(TimeSpan.FromSeconds(59));
        check.See(Sample(230, 10, -1, 1, 1)).ShouldBeEmpty();
        clock.Advance(TimeSpan.FromSeconds(1));
        check.See(Sample(230, 10, -1, 1, 1)).ShouldBe(["transformer-reversed"]);
        check.See(Sample(230, 10, 1, 1, 1)).ShouldBeEmpty();
        check.See(Sample(230, 10, -1, 1, 1)).ShouldBeEmpty();
    }

    private IReadOnlyList<string> AfterAMinute(MeterCheck check, MeterSample sample)
    {
        check.See(sample);
        clock.Advance(TimeSpan.FromSeconds(60));
        return check.See(sample);
    }

    private MeterSample Sample(double volts, double amperes, double one, double two, double three) => new()
    {
        At = clock.GetUtcNow(),
        VoltageV = new(volts, volts, volts),
        CurrentA = new(amperes, amperes, amperes),
        ActiveW = new(volts * amperes * one, volts * amperes * two, volts * amperes * three),
    };
}
