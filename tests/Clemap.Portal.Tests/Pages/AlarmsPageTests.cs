using Bunit;
using Bunit.TestDoubles;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Alarms;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.Alarms;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

public sealed class AlarmsPageTests
{
    private static readonly Guid Other = World.Id(0x72);

    [Fact]
    public async Task Alarm_SaysWhatWhereSinceWhenHowUrgentAndWhatToDo()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId, AlarmKind.FuseNearLimit, "Garage A, phase L2: 38 A have flowed for a minute."));
        var line = Open(portal).Find("[data-testid=alarm]").TextContent;
        foreach (var part in new[] { "critical", "Garage A, phase L2", "Sonnenhof 12, Zürich", "since 23.11.2026 12:00, still open", "Check whether it has power." })
            line.ShouldContain(part);
    }

    [Fact]
    public async Task Alarm_ThatIsOver_SaysUntilWhen_AndIsShownOnlyIfAskedFor()
    {
        await using var portal = Portal(
            AlarmsWorld.Alarm(3, World.SiteId) with { ClearedAt = World.Now, ClearedBecause = ClearedBecause.Over },
            AlarmsWorld.Alarm(2, World.SiteId) with { ClearedAt = World.Now, ClearedBecause = ClearedBecause.NotWatched });
        var page = Open(portal);
        page.Markup.ShouldContain("All is well");
        page.Find("[data-testid=show-open]").GetAttribute("aria-current").ShouldBe("true");

        Navigation(portal).NavigateTo("/alarms?state=all");

        var lines = page.FindAll("[data-testid=alarm]").Select(line => line.TextContent).ToList();
        lines[0].ShouldContain("from 23.11.2026 12:00 to 23.11.2026 13:00, over");
        lines[1].ShouldContain("not watched since");
        page.FindAll("[data-testid=ask]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("critical", "?severity=critical")]
    [InlineData(AlarmKind.ClockSkew, "?kind=clock-skew")]
    [InlineData("", "")]
    public async Task What_IsChosen_StandsInTheAddress(string chosen, string query)
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal);
        await page.Find("[data-testid=what]").ChangeAsync(new() { Value = chosen });
        Navigation(portal).Uri.ShouldEndWith("/alarms" + query);
    }

    [Fact]
    public async Task Filters_OfTheAddress_AreAskedFor_AndKeptByEachLink()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(2, World.SiteId), AlarmsWorld.Alarm(1, World.SiteId));
        portal.Alarms.PerPage = 1;
        var page = Open(portal, $"?site={World.SiteId}&state=all&severity=warning");

        portal.Alarms.Asked[^1].ShouldBe(new AlarmFilter(null, World.SiteId, null, null, Severity: "warning"));
        page.Find("[data-testid=site-filter]").TextContent.ShouldContain("Sonnenhof 12, Zürich");
        page.Find("[data-testid=site-filter]").GetAttribute("href").ShouldBe("/alarms?state=all&severity=warning");
        page.Find("[data-testid=what]").GetAttribute("value").ShouldBe("warning");
        Navigation(portal).NavigateTo(page.Find("[data-testid=older]").GetAttribute("href")!);
        portal.Alarms.Asked[^1].ShouldBe(new AlarmFilter(null, World.SiteId, null, World.Id(2), Severity: "warning"));
        page.FindAll("[data-testid=older]").ShouldBeEmpty();
        page.Find(".pages a").GetAttribute("href").ShouldBe($"/alarms?site={World.SiteId}&state=all&severity=warning");
    }

    [Theory]
    [InlineData("?site=x&state=y&severity=9&kind=fire&before=z")]
    [InlineData("?severity=Critical")]
    public async Task Address_ThatMakesNoSense_IsLeftOut(string query)
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        Open(portal, query).FindAll("[data-testid=alarm]").Count.ShouldBe(1);
        portal.Alarms.Asked[^1].ShouldBe(new AlarmFilter(true));
    }

    [Theory]
    [InlineData("?kind=clock-skew", "No alarm fits the filter")]
    [InlineData("?site=01900000-0000-7000-8000-000000000077", "There is no such site")]
    public async Task Nothing_OfAFilter_OffersToRemoveIt(string query, string title)
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal, query);
        page.Markup.ShouldContain(title);
        Navigation(portal).NavigateTo(page.Find("[data-testid=remove]").GetAttribute("href")!);
        page.FindAll("[data-testid=alarm]").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Acknowledge_WithANote_SaysWhoAndWhat()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal);
        await page.Find("[data-testid=ask]").ClickAsync();
        await page.Find("[data-testid=note]").ChangeAsync(new() { Value = "Anna drives there" });
        await page.Find("[data-testid=acknowledge]").SubmitAsync();

        portal.Alarms.Acknowledged.ShouldBe([(World.Id(1), "Anna drives there")]);
        page.Find("[data-testid=acknowledged]").TextContent.ShouldContain("Regula Frei has looked after it since 23.11.2026 13:00.");
        page.Find("[data-testid=acknowledged]").TextContent.ShouldContain("«Anna drives there»");
        page.Find("[data-testid=told]").TextContent.ShouldContain("Acknowledged: ");
        page.FindAll("[data-testid=acknowledge]").ShouldBeEmpty();
        await page.Find("[data-testid=ask]").ClickAsync();
        page.Find("[data-testid=note]").GetAttribute("value").ShouldBe("Anna drives there");
    }

    [Fact]
    public async Task Acknowledge_WithABadNote_SaysWhy_AndKeepsIt()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        portal.Alarms.Broken = new("characters", "note", "x");
        var page = Open(portal);
        await page.Find("[data-testid=ask]").ClickAsync();
        await page.Find("[data-testid=acknowledge]").SubmitAsync();
        page.Find("[data-testid=acknowledge] [role=alert]").TextContent.ShouldContain("without control characters");
    }

    [Fact]
    public async Task Acknowledge_WhatIsGone_SaysSo()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal);
        await page.Find("[data-testid=ask]").ClickAsync();
        portal.Alarms.All.Clear();
        await page.Find("[data-testid=acknowledge]").SubmitAsync();
        page.Find("[role=alert]").TextContent.ShouldContain("there no more");
    }

    [Fact]
    public async Task Acknowledge_ByWhoMayNot_IsNotOffered_AndRefusedOnceTheSessionEnded()
    {
        await using (var support = Portal(Role.SupportRead, AlarmsWorld.Alarm(1, World.SiteId)))
            Open(support).FindAll("[data-testid=ask]").ShouldBeEmpty();

        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal);
        await page.Find("[data-testid=ask]").ClickAsync();
        portal.EndSession();
        await Should.ThrowAsync<NotAllowedException>(() => page.Find("[data-testid=acknowledge]").SubmitAsync());
        portal.Alarms.Acknowledged.ShouldBeEmpty();
    }

    [Fact]
    public async Task RoleAtOneSite_ShowsTheAlarmsOfThatSiteOnly()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Electrician);
        portal.Alarms.All.AddRange([AlarmsWorld.Alarm(2, Other, text: "Elsewhere."), AlarmsWorld.Alarm(1, World.SiteId, text: "Here.")]);
        var page = Open(portal);
        page.FindAll("[data-testid=alarm]").ShouldHaveSingleItem().TextContent.ShouldContain("Here.");
        page.FindAll("[data-testid=ask]").Count.ShouldBe(1);
        Navigation(portal).NavigateTo($"/alarms?site={Other}");
        page.Markup.ShouldContain("There is no such site");
        page.Markup.ShouldNotContain("Elsewhere.");
    }

    [Fact]
    public async Task Page_LooksAgain_ButNotWhileANoteIsWritten()
    {
        await using var portal = Portal(AlarmsWorld.Alarm(1, World.SiteId));
        var page = Open(portal);
        portal.Alarms.All.Insert(0, AlarmsWorld.Alarm(2, World.SiteId));
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        page.WaitForAssertion(() => page.FindAll("[data-testid=alarm]").Count.ShouldBe(2));

        await page.Find("[data-testid=ask]").ClickAsync();
        var asked = portal.Alarms.Asked.Count;
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        await page.Find("[data-testid=cancel]").ClickAsync();
        portal.Alarms.Asked.Count.ShouldBe(asked);
        portal.Clock.Advance(TimeSpan.FromSeconds(31));
        page.WaitForAssertion(() => portal.Alarms.Asked.Count.ShouldBe(asked + 1));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "One alarm is open")]
    [InlineData(2, "2 alarms are open")]
    public async Task Site_SaysHowManyAreOpenThere(int open, string sentence)
    {
        await using var portal = Portal([AlarmsWorld.Alarm(9, Other), .. Enumerable.Range(1, open).Select(number => AlarmsWorld.Alarm(number, World.SiteId))]);
        var line = portal.Render<SiteAlarms>(parameters => parameters.Add(site => site.SiteId, World.SiteId));
        string.Concat(line.FindAll("a").Select(link => link.TextContent)).ShouldBe(sentence);
        if (open > 0)
            line.Find("a").GetAttribute("href").ShouldBe($"/alarms?site={World.SiteId}");
    }

    private static PortalContext Portal(params AlarmView[] alarms) => Portal(Role.Administrator, alarms);

    private static PortalContext Portal(string role, params AlarmView[] alarms)
    {
        var portal = new PortalContext(role);
        portal.Alarms.All.AddRange(alarms);
        return portal;
    }

    private static BunitNavigationManager Navigation(PortalContext portal) => portal.Services.GetRequiredService<BunitNavigationManager>();

    private static IRenderedComponent<AlarmsPage> Open(PortalContext portal, string query = "")
    {
        Navigation(portal).NavigateTo("/alarms" + query);
        return portal.Render<AlarmsPage>();
    }
}
