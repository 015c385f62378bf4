using Bunit;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.SignIn;

namespace Clemap.Portal.Tests.Pages;

public sealed class SitePageTests
{
    [Fact]
    public async Task Site_Live_ShowsSentenceCircuitsAndStations()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        page.Find("[data-testid=headline]").TextContent.ShouldBe(
            "2\u00a0cars are charging at 17.9\u00a0kW in all. The grid connection carries 78 of 80\u00a0A on L2, its fullest phase. One car gets less than it could; its line says why.");
        page.Find("[data-testid=station-B1]").TextContent.ShouldContain("Garage B is full on L2.");
        page.Find("[data-testid=station-B3]").TextContent.ShouldContain("free");
        page.Find("[data-testid=live]").TextContent.ShouldContain("live, 3 s ago");
    }

    [Theory]
    [InlineData(StationState.Free, "station-maximum", "tries again every quarter of an hour")]
    [InlineData(StationState.Free, "locked", "Locked")]
    [InlineData(StationState.Free, "grid-operator", "The grid operator limits charging")]
    [InlineData(StationState.Occupied, "station-maximum", "takes less than it is offered")]
    [InlineData(StationState.Occupied, "resting", "Paused a moment ago")]
    public async Task Site_StationThatGivesNothing_SaysWhatItsVehicleDoes(StationState state, string reason, string sentence)
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        portal.World.Measure(World.Row(World.B3, 0, 0, 0) with { State = state, LimitA = 16, Reason = reason });

        page.WaitForAssertion(() => page.Find("[data-testid=station-B3]").TextContent.ShouldContain(sentence));
    }

    [Fact]
    public async Task Site_NewReading_IsDrawn()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        portal.World.Measure(World.Row(World.B3, 0, 0, 16) with { State = StationState.Charging, LimitA = 16, Reason = "station-maximum" });

        page.WaitForAssertion(() => page.Find("[data-testid=station-B3]").TextContent.ShouldContain("charging"));
    }

    [Fact]
    public async Task Site_NoReadingForHalfAMinute_IsOfflineAndHidesOldNumbers()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        portal.Clock.Advance(TimeSpan.FromSeconds(31));

        page.WaitForAssertion(() => page.Find("[data-testid=live]").TextContent.ShouldContain("offline since 23.11.2026 13:00"));
        page.WaitForAssertion(() => page.Find("[data-testid=station-A1]").TextContent.ShouldContain("No fresh values"));
    }

    [Fact]
    public async Task Site_AdministratorLowersTheLimit_IsWantedAndThenInForce()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        await page.Find("[data-testid='circuit-Grid connection'] .limit-button").ClickAsync();
        page.Find("[data-testid=limit]").Input("60");
        await page.Find("[data-testid=limit-editor]").SubmitAsync();

        portal.World.Changes.Single().ShouldSatisfyAllConditions(
            change => change.ExpectedVersion.ShouldBe(3),
            change => change.CircuitLimitsA!.Single().ShouldBe(new KeyValuePair<Guid, double?>(World.Grid, 60)));
        page.Find("[data-testid=limit-standing]").TextContent.ShouldContain("wanted 60 A");
        portal.World.Report(60);
        page.WaitForAssertion(() => page.Find("[data-testid=limit-standing]").GetAttribute("data-pending").ShouldBe("false"));
        page.Find("[data-testid=limit-standing]").TextContent.ShouldContain("in force 60 A");
    }

    [Fact]
    public async Task Site_SomebodyElseWasFaster_SaysSo()
    {
        await using var portal = new PortalContext();
        portal.World.Refusal = new DesiredStateResult(null, DesiredStateProblem.VersionConflict);
        var page = Open(portal);

        await page.Find("[data-testid='circuit-Grid connection'] .limit-button").ClickAsync();
        await page.Find("[data-testid=limit-editor]").SubmitAsync();

        page.Markup.ShouldContain("Somebody else changed something meanwhile");
    }

    [Fact]
    public async Task Site_AdministratorPicksAPriority_IsWritten()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        await page.Find("[data-testid=station-A1] .station-row").ClickAsync();
        await page.FindAll("[data-testid=station-A1] input[type=radio]")[2].ChangeAsync(true);

        portal.World.Changes.Single().StationPriorities!.ShouldContainKey(World.A1);
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Electrician)]
    public async Task Site_WhoMayNotControl_SeesNoControl(string role)
    {
        await using var portal = new PortalContext(role);
        var page = Open(portal);

        await page.Find("[data-testid=station-A1] .station-row").ClickAsync();

        page.FindAll("input, .limit-button, [data-testid=limit-editor]").ShouldBeEmpty();
        page.FindAll("[data-testid=limit-standing]").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Site_RightLostSinceThePageWasDrawn_TheActIsRefused(bool bySigningOutElsewhere)
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        await page.Find("[data-testid='circuit-Grid connection'] .limit-button").ClickAsync();

        if (bySigningOutElsewhere)
            portal.World.SignInStands = false;
        else
            portal.EndSession();

        await Should.ThrowAsync<NotAllowedException>(() => page.Find("[data-testid=limit-editor]").SubmitAsync());
        portal.World.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Site_OfAnotherOrganisation_IsNotThere()
    {
        await using var portal = new PortalContext();

        portal.Render<SitePage>(page => page.Add(site => site.SiteId, World.Id(0x77))).Markup.ShouldContain("There is no such site");
    }

    private static IRenderedComponent<SitePage> Open(PortalContext portal) =>
        portal.Render<SitePage>(page => page.Add(site => site.SiteId, World.SiteId));
}
