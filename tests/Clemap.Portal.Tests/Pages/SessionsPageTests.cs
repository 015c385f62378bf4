using Bunit;
using Clemap.Billing.Sessions;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

public sealed class SessionsPageTests
{
    private static readonly SessionView Evening = new(
        World.Id(0xf1), World.A1, "A1", new(2026, 11, 22, 21, 30, 0, TimeSpan.Zero), new(2026, 11, 23, 1, 5, 0, TimeSpan.Zero), 22_460, "04A1B2C3D4", "Anna Keller");

    [Fact]
    public async Task A_session_says_where_when_how_long_how_much_and_leads_to_its_curve()
    {
        await using var portal = new PortalContext();
        portal.Energy.Sessions = new([Evening], World.Id(0xf1));
        var page = Open(portal);

        var line = page.Find("[data-testid=sessions] a");
        line.TextContent.ShouldContain("A1, Anna Keller");
        line.TextContent.ShouldContain("22.11.2026 22:30 – 23.11.2026 02:05, 3:35 h. Card 04A1B2C3D4.");
        line.TextContent.ShouldContain("22.5 kWh");
        line.GetAttribute("href").ShouldBe($"/sites/{World.SiteId}/history?span=day&day=2026-11-22&of={World.A1}&show=power");
        page.Find("[data-testid=older]").GetAttribute("href").ShouldBe($"/sites/{World.SiteId}/sessions?before={World.Id(0xf1)}");
        portal.Energy.SessionsAsked.ShouldBe([(new SessionFilter(), true)]);
    }

    [Fact]
    public async Task Who_may_not_see_bills_is_told_nothing_of_cards_and_residents()
    {
        await using var portal = new PortalContext(Role.Electrician);
        Open(portal);

        portal.Energy.SessionsAsked.ShouldBe([(new SessionFilter(), false)]);
    }

    [Fact]
    public async Task The_station_and_the_page_stand_in_the_address()
    {
        await using var portal = new PortalContext();
        var page = Open(portal, $"?of={World.B1}&before={World.Id(0xf1)}");
        portal.Energy.SessionsAsked.ShouldBe([(new SessionFilter(World.B1, Before: World.Id(0xf1)), true)]);
        page.Find(".empty h1").TextContent.ShouldBe("No session yet");

        page.Find("[data-testid=station]").Change(World.A1.ToString());
        portal.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith($"/sessions?of={World.A1}");
    }

    [Fact]
    public async Task What_is_no_id_in_the_address_is_passed_over()
    {
        await using var portal = new PortalContext();
        Open(portal, "?of=all&before=yesterday");
        portal.Energy.SessionsAsked.ShouldBe([(new SessionFilter(), true)]);
    }

    private static IRenderedComponent<SessionsPage> Open(PortalContext portal, string query = "")
    {
        portal.Services.GetRequiredService<NavigationManager>().NavigateTo($"/sites/{World.SiteId}/sessions{query}");
        var page = portal.Render<SessionsPage>(parameters => parameters.Add(one => one.SiteId, World.SiteId));
        page.WaitForAssertion(() => portal.Energy.SessionsAsked.ShouldNotBeEmpty());
        return page;
    }
}
