using Bunit;
using Bunit.TestDoubles;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Pages.Sites;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

/// <summary>The list of sites of whoever has many.</summary>
public sealed class FleetTests
{
    [Fact]
    public async Task Site_SaysWhereItIs_WhetherItIsHeardOf_ItsStations_AndItsAlarms()
    {
        await using var portal = Portal(
            FleetWorld.Line(0x71, "Ahorn 1", SiteConnection.Offline), FleetWorld.Line(0x72, "Birke 2", SiteConnection.NeverSeen), FleetWorld.Line(0x73, "Esche 3", SiteConnection.NoDevice));
        portal.Alarms.All.AddRange([AlarmsWorld.Alarm(1, World.Id(0x71)), AlarmsWorld.Alarm(2, World.Id(0x71)), AlarmsWorld.Alarm(3, World.SiteId)]);

        var lines = Open(portal).FindAll("[data-testid=site]");

        lines[0].TextContent.ShouldSatisfyAllConditions(
            line => line.ShouldContain("Ahorn 1, 8000 Zürich"),
            line => line.ShouldContain("offline, last seen 23.11.2026 12:00"),
            line => line.ShouldContain("1 station"),
            line => line.ShouldContain("2 open alarms"));
        lines[0].QuerySelector(".fleet-alarms a")!.GetAttribute("href").ShouldBe($"/alarms?site={World.Id(0x71)}");
        lines[0].QuerySelector(".fleet-name")!.GetAttribute("href").ShouldBe($"/sites/{World.Id(0x71)}");
        lines[1].TextContent.ShouldContain("device not yet seen");
        lines[2].TextContent.ShouldContain("no device");
        lines[2].TextContent.ShouldNotContain("station");
        lines[3].TextContent.ShouldSatisfyAllConditions(line => line.ShouldContain("online"), line => line.ShouldContain("3 stations"), line => line.ShouldContain("1 open alarm"));
    }

    [Fact]
    public async Task Search_WaitsUntilTheWordIsTyped_AndStandsInTheAddress()
    {
        await using var portal = Portal(FleetWorld.Line(0x71, "Ahorn 1"), FleetWorld.Line(0x72, "Birke 2"));
        var page = Open(portal, "?show=offline");
        var field = page.Find("[data-testid=q]");
        var first = field.InputAsync(new() { Value = "bir" });
        portal.Clock.Advance(TimeSpan.FromMilliseconds(200));
        var second = page.Find("[data-testid=q]").InputAsync(new() { Value = "birke" });
        portal.Clock.Advance(TimeSpan.FromMilliseconds(299));
        Navigation(portal).Uri.ShouldEndWith("/sites?show=offline");
        portal.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(first, second);

        Navigation(portal).Uri.ShouldEndWith("/sites?q=birke&show=offline");
        portal.Fleet.Asked.Count(query => query.Text == "bir").ShouldBe(0);
        portal.Fleet.Asked[^1].ShouldSatisfyAllConditions(query => query.Text.ShouldBe("birke"), query => query.Show.ShouldBe(SiteShow.Offline));
        page.Find("[data-testid=q]").GetAttribute("value").ShouldBe("birke");
    }

    [Fact]
    public async Task Search_Submitted_WaitsForNothing()
    {
        await using var portal = Portal(FleetWorld.Line(0x71, "Ahorn 1"));
        var page = Open(portal);
        _ = page.Find("[data-testid=q]").InputAsync(new() { Value = "ahorn" });
        await page.Find("[data-testid=search]").SubmitAsync();
        Navigation(portal).Uri.ShouldEndWith("/sites?q=ahorn");
        page.FindAll("[data-testid=site]").Count.ShouldBe(1);
        page.Find("[data-testid=count]").TextContent.ShouldBe("One site");
    }

    [Fact]
    public async Task Filters_SayHowManyTheyShow_AndKeepTheWord()
    {
        await using var portal = Portal(
            FleetWorld.Line(0x71, "Ahorn 1", SiteConnection.Offline), FleetWorld.Line(0x72, "Ahorn 2", SiteConnection.NoDevice), FleetWorld.Line(0x73, "Ahorn 3"), FleetWorld.Line(0x74, "Birke"));
        portal.Alarms.All.Add(AlarmsWorld.Alarm(1, World.Id(0x73)));
        var page = Open(portal, "?q=ahorn");

        page.FindAll(".filter").Select(chip => chip.TextContent.Trim()).ShouldBe(["All 3", "Need attention 2", "Offline 1", "No device 1"]);
        page.Find("[data-testid=show-All]").GetAttribute("aria-current").ShouldBe("true");
        Navigation(portal).NavigateTo(page.Find("[data-testid=show-Attention]").GetAttribute("href")!);
        Navigation(portal).Uri.ShouldEndWith("/sites?q=ahorn&show=attention");
        page.FindAll("[data-testid=site] strong").Select(name => name.TextContent).ShouldBe(["Ahorn 1", "Ahorn 3"]);
    }

    [Fact]
    public async Task Many_ComeInPages()
    {
        await using var portal = Portal([.. Enumerable.Range(1, 120).Select(number => FleetWorld.Line(number, $"A {number:000}") with { Id = Guid.CreateVersion7() })]);
        var page = Open(portal);
        page.Find("[data-testid=count]").TextContent.ShouldBe("1 to 50 of 121 sites");
        page.FindAll("[data-testid=previous]").ShouldBeEmpty();
        Navigation(portal).NavigateTo(page.Find("[data-testid=next]").GetAttribute("href")!);
        page.Find("[data-testid=sites] strong").TextContent.ShouldBe("A 051");
        Navigation(portal).NavigateTo("/sites?page=3");
        page.FindAll("[data-testid=site]").Count.ShouldBe(21);
        page.FindAll("[data-testid=next]").ShouldBeEmpty();
        page.Find("[data-testid=previous]").GetAttribute("href").ShouldBe("/sites?page=2");
        portal.Fleet.Asked.ShouldAllBe(query => query.Limit == SiteQuery.UsualPerPage);
    }

    [Theory]
    [InlineData("?page=0")]
    [InlineData("?page=-1&show=All")]
    [InlineData("?page=x&show=gone&q=%20")]
    public async Task Address_ThatMakesNoSense_IsLeftOut(string query)
    {
        await using var portal = Portal(FleetWorld.Line(0x71, "Ahorn 1"));
        Open(portal, query).FindAll("[data-testid=site]").Count.ShouldBe(2);
        portal.Fleet.Asked[^1].ShouldSatisfyAllConditions(asked => asked.Page.ShouldBe(1), asked => asked.Show.ShouldBe(SiteShow.All), asked => asked.Text.ShouldBe(""));
    }

    [Theory]
    [InlineData("?q=nowhere", "No name and no address contains «nowhere».")]
    [InlineData("?show=attention", "No device is offline, and no alarm is open.")]
    [InlineData("?show=no-device", "none that the filter shows")]
    public async Task Nothing_SaysWhy_AndLeadsBackToAll(string query, string sentence)
    {
        await using var portal = Portal(FleetWorld.Line(0x71, "Ahorn 1"));
        var page = Open(portal, query);
        page.Markup.ShouldContain(sentence);
        Navigation(portal).NavigateTo(page.Find("[data-testid=remove]").GetAttribute("href")!);
        page.FindAll("[data-testid=site]").Count.ShouldBe(2);
    }

    [Fact]
    public async Task RoleAtOneSite_SeesThatSiteAndItsAlarmsOnly()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Electrician);
        portal.Fleet.More.Add(FleetWorld.Line(0x71, "Ahorn 1"));
        portal.Alarms.All.Add(AlarmsWorld.Alarm(1, World.Id(0x71)));
        Open(portal).FindAll("[data-testid=site]").ShouldHaveSingleItem().TextContent.ShouldContain("Sonnenhof 12");
        portal.Fleet.Asked[^1].Alarmed.ShouldBeEmpty();
    }

    [Fact]
    public async Task StartPage_WithAFilter_IsTheListOfWhoeverHasOneSiteToo()
    {
        await using var portal = new PortalContext();
        Navigation(portal).NavigateTo("/?show=attention");
        portal.Render<SitesPage>().Markup.ShouldContain("All is well");
        Navigation(portal).Uri.ShouldEndWith("/?show=attention");
    }

    [Fact]
    public async Task List_LooksAgain()
    {
        await using var portal = Portal(FleetWorld.Line(0x71, "Ahorn 1"));
        var page = Open(portal);
        portal.Alarms.All.Add(AlarmsWorld.Alarm(1, World.Id(0x71)));
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        page.WaitForAssertion(() => page.Markup.ShouldContain("1 open alarm"));
    }

    private static PortalContext Portal(params SiteLine[] more)
    {
        var portal = new PortalContext();
        portal.Fleet.More.AddRange(more);
        return portal;
    }

    private static BunitNavigationManager Navigation(PortalContext portal) => portal.Services.GetRequiredService<BunitNavigationManager>();

    private static IRenderedComponent<SitesPage> Open(PortalContext portal, string query = "")
    {
        Navigation(portal).NavigateTo("/sites" + query);
        return portal.Render<SitesPage>();
    }
}
