using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Layout;

namespace Clemap.Portal.Tests.Layout;

public sealed class PersonMenuTests
{
    [Fact]
    public async Task Menu_SaysForWhom_AndOffersEachOtherOrganisationOnce()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.World.Elsewhere.AddRange([new(World.Id(0xe1), "Verwaltung Nord AG", Role.Administrator), new(World.Id(0xe1), "Verwaltung Nord AG", Role.Electrician)]);

        var menu = portal.Render<PersonMenu>();

        menu.Find(".menu-note").TextContent.ShouldContain("Immobilien Sonnenhof AG");
        var form = menu.FindAll("form[action='/switch']").ShouldHaveSingleItem();
        form.QuerySelector("input[name=org]")!.GetAttribute("value").ShouldBe(World.Id(0xe1).ToString());
        form.QuerySelector("button")!.TextContent.ShouldBe("Switch to Verwaltung Nord AG");
        portal.Render<ActsFor>().Find("[data-testid=acts-for]").TextContent.ShouldBe("Immobilien Sonnenhof AG");
    }

    [Fact]
    public async Task Menu_SaysAtHowManySites()
    {
        await using var portal = PortalContext.AtSite(World.SiteId, Role.Electrician);
        portal.Render<PersonMenu>().Find(".menu-note").TextContent.ShouldContain("Electrician (at 1 sites)");
    }

    [Fact]
    public async Task Menu_OfAPersonOfOneOrganisation_OffersNoSwitch()
    {
        await using var portal = new PortalContext();
        portal.Render<PersonMenu>().FindAll("form[action='/switch']").ShouldBeEmpty();
    }
}
