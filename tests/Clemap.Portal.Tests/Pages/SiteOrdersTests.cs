using Bunit;
using Clemap.Contracts.GridCommands;
using Clemap.Platform.Actions;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Site;

namespace Clemap.Portal.Tests.Pages;

/// <summary>What is done at a site beside limits: actions at stations, and what the grid operator does.</summary>
public sealed class SiteOrdersTests
{
    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    public async Task A_station_is_locked_after_a_second_thought_and_says_how_it_stands(string role)
    {
        await using var portal = new PortalContext(role);
        var page = Open(portal);
        page.FindAll("[data-testid=actions-B1] button").Select(button => button.TextContent).ShouldBe(["Lock"], "what a station cannot do is not offered");
        page.Find("[data-testid=actions-B1] button").Click();
        portal.Grid.Ordered.ShouldBeEmpty();
        page.Find("[data-testid=actions-B1]").TextContent.ShouldContain("The car stops charging until the station is unlocked.");
        page.Find("[data-testid=actions-B1] button").Click();

        page.WaitForAssertion(() => portal.Grid.Ordered.ShouldHaveSingleItem().ShouldBe(new ActionFields("lock", World.B1)));
        page.Find("[data-testid=action-state]").TextContent.ShouldStartWith("Lock: sent");
    }

    [Fact]
    public async Task A_locked_station_is_unlocked_at_once()
    {
        await using var portal = new PortalContext();
        portal.World.Site = portal.World.Site with { Reported = portal.World.Site.Reported! with { LockedStations = [World.B1] } };
        var page = Open(portal);
        page.Find("[data-testid=actions-B1] button").Click();
        page.WaitForAssertion(() => portal.Grid.Ordered.ShouldHaveSingleItem().Kind.ShouldBe("unlock"));
    }

    [Fact]
    public async Task Why_an_action_failed_is_said_in_words_and_a_refusal_too()
    {
        await using var portal = new PortalContext();
        portal.Grid.Actions.Add(GridWorld.Action("restart", ActionState.Failed, "not-reached"));
        var page = Open(portal);
        page.Find("[data-testid=action-state]").TextContent.ShouldStartWith("Restart: the station is not connected");

        portal.Grid.Broken = new("too-many", "", "At one site at most 50 actions are open at once.");
        page.Find("[data-testid=actions-B1] button").Click();
        page.Find("[data-testid=actions-B1] button").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=actions-B1] [role=alert]").TextContent.ShouldContain("at most 50 actions"));
    }

    [Fact]
    public async Task Who_may_only_look_is_offered_nothing()
    {
        await using var portal = new PortalContext(Role.Owner);
        Open(portal).FindAll("[data-testid=actions-B1]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_holds_the_site_down_now_is_one_sentence_and_what_did_is_a_list_with_its_file()
    {
        await using var portal = new PortalContext();
        portal.Grid.Restrictions.Add(GridWorld.Restriction(RestrictionKind.Command, isOver: false));
        portal.Grid.Restrictions.Add(GridWorld.Restriction(RestrictionKind.Ripple, isOver: true, new GridEffect(22_080, 4_150, null, null)));
        var page = Open(portal);

        page.Find("[data-testid=held-down]").TextContent.ShouldBe("For the grid, charging is reduced now: 4.2 kW until 23.11.2026 13:30. Evening peak");
        page.FindAll("[data-testid=restrictions] li").Count.ShouldBe(2);
        page.Find("[data-testid=restrictions]").TextContent.ShouldContain("charging 22.1 kW before, 4.2 kW during");
        page.Find("a[download]").GetAttribute("href").ShouldBe($"/downloads/sites/{World.SiteId}/restrictions.csv");
    }

    [Fact]
    public async Task Where_nothing_holds_the_site_down_nothing_is_said()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        page.FindAll("[data-testid=held-down]").ShouldBeEmpty();
        page.FindAll("[data-testid=restrictions]").ShouldBeEmpty();
    }

    private static IRenderedComponent<SitePage> Open(PortalContext portal)
    {
        var page = portal.Render<SitePage>(parameters => parameters.Add(site => site.SiteId, World.SiteId));
        page.WaitForElement("[data-testid=station-B1]").QuerySelector("button.station-row")!.Click();
        return page;
    }
}
