using Clemap.LoadControl.Electrical;

namespace Clemap.LoadControl.Tests.Electrical;

public class MeasuredTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public void Default_IsMissing_NotZero()
    {
        Measured<PhaseCurrents> nothing = default;

        nothing.IsMissing.ShouldBeTrue();
        nothing.TryGet(TimeSpan.MaxValue, out _).ShouldBeFalse();
        nothing.ToString().ShouldBe("missing");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(10.1, false)]
    public void TryGet_IsTrueUpToTheAge(double ageSeconds, bool fresh) =>
        Measured.Value(PhaseCurrents.Balanced(5), TimeSpan.FromSeconds(ageSeconds)).TryGet(TenSeconds, out _).ShouldBe(fresh);

    [Fact]
    public void Value_FromTheFuture_IsABug() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Measured.Value(PhaseCurrents.Zero, TimeSpan.FromSeconds(-1)));

    [Fact]
    public void CurrentLimit_None_DoesNotLower()
    {
        CurrentLimit.None.Lower(40).ShouldBe(40);
        CurrentLimit.OfNullable(null).IsNone.ShouldBeTrue();
    }

    // Zero is a limit like any other; above the rating it changes nothing.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(25, 25)]
    [InlineData(63, 40)]
    public void CurrentLimit_Lower_NeverRaises(double limitA, double leftA) => CurrentLimit.Of(limitA).Lower(40).ShouldBe(leftA);

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void CurrentLimit_Of_RefusesWhatIsNoCurrent(double limitA) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CurrentLimit.Of(limitA));
}
