using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Clemap.Platform.Organisations;
using Clemap.Portal.Layout;
using Clemap.Portal.Pages.MyCharging;
using Clemap.Portal.Pages.Sites;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

/// <summary>A resident sees what is their own, and of the organisation nothing.</summary>
public sealed class MyChargingTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 20, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Resident_StartsAtTheirOwnPage_WhichSaysWhatToDoWhileNobodyKnowsThem()
    {
        await using var portal = new PortalContext(Role.Resident);
        portal.Render<SitesPage>();
        portal.Services.GetRequiredService<BunitNavigationManager>().Uri.ShouldEndWith("/my-charging");
        portal.Render<MyChargingPage>().Markup.ShouldContain("Tell the manager of your building the address that you sign in with");
        portal.Render<MainNavigation>().FindAll("nav a").Select(link => link.GetAttribute("href")).ShouldBe(["/my-charging"]);
    }

    [Fact]
    public async Task Resident_ReachesNoSite_AndMayNothingElse()
    {
        await using var portal = new PortalContext(Role.Resident);
        var scope = portal.Services.GetRequiredService<PortalScope>();
        var reach = await scope.RunAsync(Permission.OwnCharging, (services, _) => Task.FromResult(services.GetRequiredService<IOrganisationContext>().Reach), Xunit.TestContext.Current.CancellationToken);
        (reach.IsWhole, reach.Includes(World.SiteId)).ShouldBe((false, false));
        foreach (var permission in Permission.OfPeople.Where(permission => permission != Permission.OwnCharging))
            await Should.ThrowAsync<NotAllowedException>(() => scope.RunAsync(permission, (_, _) => Task.FromResult(0), Xunit.TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_month_is_told_in_a_sentence_and_in_figures_with_sessions_and_invoices_below()
    {
        await using var portal = Known();
        var page = portal.Render<MyChargingPage>();

        page.Find(".subtitle").TextContent.ShouldBe("120.5 kWh this month, 40 % of it from the roof: CHF 35.20 so far.");
        page.Find("[data-testid=month]").TextContent.ShouldContain("CHF");
        page.Find("h2").TextContent.ShouldBe("Sonnenhof 12, Flat 3");
        // The session went over midnight, Zürich time.
        var sessions = page.FindAll("[data-testid=sessions] li");
        sessions[0].TextContent.ShouldContain("20.11.2026 23:30");
        sessions[0].TextContent.ShouldContain("21.11.2026 01:30");
        sessions[0].TextContent.ShouldContain("2:00 h");
        sessions[0].TextContent.ShouldContain("12.4 kWh");
        sessions[1].TextContent.ShouldContain("At another site");
        page.FindAll("a").Single(link => link.HasAttribute("download")).GetAttribute("href").ShouldBe($"/downloads/my-charging/{World.Id(0xd5)}.pdf");
        page.Find("[data-testid=invoices]").TextContent.ShouldContain("October 2026");
    }

    [Fact]
    public async Task Older_sessions_and_older_invoices_are_two_links_that_keep_each_other()
    {
        await using var portal = Known();
        var navigation = portal.Services.GetRequiredService<NavigationManager>();
        var page = portal.Render<MyChargingPage>();
        page.Find("[data-testid=older-sessions]").GetAttribute("href").ShouldBe($"/my-charging?before={OwnChargingWorld.Older}");

        navigation.NavigateTo($"/my-charging?before={OwnChargingWorld.Older}");
        page.Render();
        portal.OwnCharging.AskedSessions[^1].Before.ShouldBe(OwnChargingWorld.Older);
        page.FindAll("[data-testid=older-sessions]").ShouldBeEmpty();
        page.Find("[data-testid=older-invoices]").GetAttribute("href").ShouldBe($"/my-charging?before={OwnChargingWorld.Older}&invoicesBefore={OwnChargingWorld.Older}");

        navigation.NavigateTo("/my-charging?before=nonsense&invoicesBefore=0");
        page.Render();
        (portal.OwnCharging.AskedSessions[^1].Before, portal.OwnCharging.AskedInvoices[^1].Before).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_month_of_which_nothing_is_known_says_so_and_shows_no_zero()
    {
        await using var portal = Known();
        portal.OwnCharging.Homes.Clear();
        portal.OwnCharging.Homes.Add(new(World.Id(0xc1), "Sonnenhof 12", "", "Europe/Zurich", null));
        portal.OwnCharging.Sessions.Clear();
        portal.OwnCharging.Invoices.Clear();
        var page = portal.Render<MyChargingPage>();
        page.FindAll(".figure").ShouldBeEmpty();
        page.FindAll(".note").Select(note => note.TextContent).ShouldBe(
        [
            "Nothing is measured for this month yet.", "A session is listed here as soon as its vehicle has been unplugged.", "The first invoice is here once the month is billed.",
        ]);
    }

    private static PortalContext Known()
    {
        var portal = new PortalContext(Role.Resident);
        portal.OwnCharging.Homes.Add(new(World.Id(0xc1), "Sonnenhof 12", "Flat 3", "Europe/Zurich", new(new(2026, 11, 1), 120_500, 48_200, 2.64m, 35.20m, "CHF", IsEstimated: false)));
        portal.OwnCharging.Sessions.AddRange(
        [
            new(World.Id(0xd1), "A1", Evening, Evening.AddHours(2), "Europe/Zurich", 12_400, "04A1B2C3D4"),
            new(World.Id(0xd2), null, Evening.AddDays(-3), Evening.AddDays(-3).AddHours(1), "Europe/Zurich", 3_000, null),
        ]);
        portal.OwnCharging.Invoices.Add(new(World.Id(0xd5), "SH-2026-0007", new(2026, 10, 1), Evening, 98_000, 40_000, 30.10m, "CHF"));
        return portal;
    }
}
