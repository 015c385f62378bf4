using Clemap.Contracts.DesiredState;
using Clemap.Portal.Pages.Site;

namespace Clemap.Portal.Tests.Pages;

public sealed class SiteBoardTests
{
    private readonly World _world = new();

    [Fact]
    public void Of_CircuitWithoutMeter_IsTheSumOfItsStations() =>
        Board().Rows.Single(row => row.Name == "Garage A").Current.ShouldBe(new PhaseValues(16, 16, 16));

    [Fact]
    public void Of_GridMeter_HouseIsWhatRemainsPlusTheRoof() => Board().House.ShouldBe(new PhaseValues(41, 57, 26));

    [Fact]
    public void Of_WishInForceElsewhere_IsPending()
    {
        _world.Site = _world.Site with { Desired = new DesiredStateDocument(4, new Dictionary<Guid, CircuitWish> { [World.Grid] = new(60) }, _world.Site.Desired.Stations) };

        Board().GridConnection!.Limit.ShouldSatisfyAllConditions(
            limit => limit.IsPending.ShouldBeTrue(), limit => limit.WantedA.ShouldBe(60), limit => limit.InForceA.ShouldBe(80));
    }

    [Fact]
    public void Of_NewestWishRefused_IsRefusedAndNotPending()
    {
        var refused = new RefusedState(3, "above-rating", World.Grid, "no");
        _world.Site = _world.Site with { Reported = _world.Site.Reported! with { Refused = refused } };

        Board().GridConnection!.Limit.ShouldSatisfyAllConditions(limit => limit.Refused.ShouldBe(refused), limit => limit.IsPending.ShouldBeFalse());
    }

    [Fact]
    public void Of_OldRefusal_IsForgotten()
    {
        _world.Site = _world.Site with { Reported = _world.Site.Reported! with { Refused = new RefusedState(2, "above-rating", World.Grid, "no") } };

        Board().GridConnection!.Limit.Refused.ShouldBeNull();
    }

    [Fact]
    public void Of_CircuitsThatPointAtEachOther_StillEnds()
    {
        var circuits = World.Model.Circuits.Append(new(World.Id(0x13), "Loop", World.Id(0x13), 10, null)).ToList();
        _world.Site = _world.Site with { Model = World.Model with { Circuits = circuits } };

        Board().Rows.Count.ShouldBe(3);
    }

    [Fact]
    public void Of_NoModelYet_IsNoBoard() => SiteBoard.Of(_world.Site with { Model = null }, _world.Latest).ShouldBeNull();

    private SiteBoard Board() => SiteBoard.Of(_world.Site, _world.Latest).ShouldNotBeNull();
}
