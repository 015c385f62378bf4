using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Organisations;
using Clemap.Portal.Pages.People;

namespace Clemap.Portal.Tests.Pages;

public sealed class OrganisationsPageTests
{
    [Fact]
    public async Task Below_IsMade_Offered_AndLetGoAfterAQuestion()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<OrganisationsPage>();
        await page.Find("[data-testid=new-name]").ChangeAsync(new() { Value = "Haus Nord" });
        await page.Find("[data-testid=create]").SubmitAsync();
        page.Find("[role=status]").TextContent.ShouldContain("Haus Nord is there");
        var made = portal.Organisations.Below.ShouldHaveSingleItem();
        page.Find($"[data-testid=below] form input[name={ClemapClaims.Organisation}]").GetAttribute("value").ShouldBe(made.Id.ToString());
        page.Find("[data-testid=below]").TextContent.ShouldContain("no owner of its own");

        await page.Find("[aria-label='Let Haus Nord go']").ClickAsync();
        await page.FindAll("button").Single(button => button.TextContent.StartsWith("Let go,", StringComparison.Ordinal)).ClickAsync();
        page.Find("[role=alert]").TextContent.ShouldContain("no owner of its own yet");

        portal.Organisations.Below[0] = made with { Owners = 1 };
        await page.Find("[aria-label='Let Haus Nord go']").ClickAsync();
        await page.FindAll("button").Single(button => button.TextContent.StartsWith("Let go,", StringComparison.Ordinal)).ClickAsync();
        page.Find("[role=status]").TextContent.ShouldContain("stands by itself now");
        portal.Organisations.Below.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("required")]
    [InlineData("length")]
    [InlineData("characters")]
    [InlineData("taken")]
    [InlineData("too-deep")]
    [InlineData("too-many")]
    public async Task ABrokenRule_IsSaidInASentence(string code)
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Organisations.Broken = new(code, "name", "x");
        var page = portal.Render<OrganisationsPage>();
        await page.Find("[data-testid=create]").SubmitAsync();
        page.Find("[role=alert]").TextContent.ShouldEndWith(".");
        page.Find("[role=alert]").TextContent.ShouldNotContain("Broken");
    }

    [Fact]
    public async Task TheName_IsChanged()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<OrganisationsPage>();
        page.Find("[data-testid=own-name]").GetAttribute("value").ShouldBe("Immobilien Sonnenhof AG");
        await page.Find("[data-testid=own-name]").ChangeAsync(new() { Value = "Sonnenhof Immobilien AG" });
        await page.Find("[data-testid=rename]").SubmitAsync();
        portal.Organisations.Renamed.ShouldBe("Sonnenhof Immobilien AG");
    }

    [Fact]
    public async Task Many_CanBeSearched()
    {
        await using var portal = new PortalContext(Role.Owner);
        for (int n = 1; n <= 20; n++)
            portal.Organisations.Below.Add(new(Guid.CreateVersion7(), $"Haus {n}", World.Now, 1, 1));
        var page = portal.Render<OrganisationsPage>();
        await page.Find("[data-testid=find]").InputAsync(new() { Value = "haus 20" });
        page.FindAll("[data-testid=below] li").Count.ShouldBe(1);
    }

    [Fact]
    public async Task People_ShowsWhoActsFromAbove()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Organisations.Above.Add(new(World.Id(0xe1), "Vera Walter", "Verwaltung AG", [Role.Owner]));
        portal.Render<PeoplePage>().Find("[data-testid=above]").TextContent.ShouldContain("Verwaltung AG · Property owner");
    }
}
