using Clemap.Portal.Components;
using Clemap.Portal.Pages.Site;

namespace Clemap.Portal.Tests.Components;

public sealed class PhaseBarTests
{
    private static readonly LimitStanding InForce = new(80, null, 80, null);

    [Theory]
    [InlineData(0.0, "0%")]
    [InlineData(44.0, "50%")]
    [InlineData(80.0, "90.9%")]
    [InlineData(900.0, "100%")]
    [InlineData(-44.0, "50%")]
    [InlineData(null, "0%")]
    public void Of_AnyCurrent_StaysInsideItsTrack(double? currentA, string fill) => PhaseBar.Of(currentA, InForce).Fill.ShouldBe(fill);

    [Fact]
    public void Of_CurrentAboveFuse_IsOver()
    {
        PhaseBar.Of(80.1, InForce).IsOver.ShouldBeTrue();
        PhaseBar.Of(80, InForce).IsOver.ShouldBeFalse();
    }

    [Fact]
    public void Of_FeedIn_IsDrawnBackwards() => PhaseBar.Of(-5, InForce).IsBackwards.ShouldBeTrue();

    [Fact]
    public void Of_WishNotInForceYet_HasBothLines()
    {
        var bar = PhaseBar.Of(10, new LimitStanding(80, 44, 66, null));
        bar.Wanted.ShouldBe("50%");
        bar.InForce.ShouldBe("75%");
    }

    [Fact]
    public void Of_WishInForce_HasOnlyTheSolidLine()
    {
        var bar = PhaseBar.Of(10, new LimitStanding(80, 44, 44, null));
        bar.Wanted.ShouldBeNull();
        bar.InForce.ShouldBe("50%");
    }

    [Fact]
    public void Of_FuseInForce_HasNoSecondLineOnTheFuse() => PhaseBar.Of(10, InForce).InForce.ShouldBeNull();

    [Fact]
    public void Of_NoRating_DrawsNothing() => PhaseBar.Of(10, new LimitStanding(0, null, null, null)).Fill.ShouldBe("0%");
}
