using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.People;

namespace Clemap.Portal.Tests.Pages;

public sealed class PeoplePageTests
{
    [Fact]
    public async Task Invite_IsSentShownAndWithdrawn()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<PeoplePage>();

        await page.Find("[data-testid=email]").ChangeAsync(new() { Value = "anna@guest.example" });
        await page.Find("[data-testid=role]").ChangeAsync(new() { Value = Role.EnergySupplier });
        await page.Find("form").SubmitAsync();

        var open = portal.People.Open.ShouldHaveSingleItem();
        (open.Email, open.Role, open.Language).ShouldBe(("anna@guest.example", Role.EnergySupplier, "en"));
        page.Find("[role=status]").TextContent.ShouldContain("on its way");
        await page.Find("[aria-label='Withdraw the invitation of anna@guest.example']").ClickAsync();
        portal.People.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task Invite_ForOneSite_NamesIt_AndTheRoleThatHoldsNowhereElse()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<PeoplePage>();
        await page.Find("[data-testid=email]").ChangeAsync(new() { Value = "anna@guest.example" });
        await page.Find("[data-testid=where]").ChangeAsync(new() { Value = World.SiteId.ToString() });
        await page.Find("form").SubmitAsync();
        portal.People.Open.ShouldHaveSingleItem().SiteIds.ShouldBe([World.SiteId]);
        page.Markup.ShouldContain("Sonnenhof 12, Zürich");

        // An owner owns the whole: there is nowhere to choose.
        await page.Find("[data-testid=role]").ChangeAsync(new() { Value = Role.Owner });
        page.FindAll("[data-testid=where]").ShouldBeEmpty();
    }

    [Fact]
    public async Task RoleAtOneSite_IsAddedAndDropped_WithoutTouchingTheOthers()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.People.Members[0] = portal.People.Members[0] with { SiteRoles = [new(World.Id(0x77), "Nordhof", Role.Electrician)] };
        var page = portal.Render<PeoplePage>();

        await page.Find("[aria-label='Give Regula Frei a role at one site']").ClickAsync();
        await page.Find("[data-testid=site-role]").ChangeAsync(new() { Value = Role.Administrator });
        await page.Find("[data-testid=add-at-site]").SubmitAsync();
        await page.Find("[aria-label='Remove the role Electrician at Nordhof from Regula Frei']").ClickAsync();

        portal.People.Changes[0].SiteRoles.ShouldBe([new(World.Id(0x77), Role.Electrician), new(World.SiteId, Role.Administrator)]);
        portal.People.Changes[1].SiteRoles.ShouldBeEmpty();
        portal.People.Changes.ShouldAllBe(change => change.Roles.Single() == Role.Owner);
    }

    [Theory]
    [InlineData("not-an-address", "not one mail address")]
    [InlineData("owners-only", "Only an owner")]
    [InlineData("too-many", "too many open")]
    public async Task Invite_BrokenRule_IsSaidInASentence(string code, string sentence)
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.People.Broken = new(code, "email", "x");
        var page = portal.Render<PeoplePage>();

        await page.Find("[data-testid=email]").ChangeAsync(new() { Value = "anna" });
        await page.Find("form").SubmitAsync();

        page.Find("[role=alert]").TextContent.ShouldContain(sentence);
    }

    [Fact]
    public async Task Administrator_CannotTouchOwners()
    {
        await using var portal = new PortalContext(Role.Administrator);
        var page = portal.Render<PeoplePage>();

        page.FindAll("[data-testid=role] option").Select(option => option.GetAttribute("value")).ShouldNotContain(Role.Owner);
        page.FindAll("fieldset input")[0].HasAttribute("disabled").ShouldBeTrue();
        page.Find("[aria-label='Remove Regula Frei']").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public async Task Roles_Change_AndRemovalAsksFirst()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<PeoplePage>();

        await page.FindAll("fieldset input")[1].ChangeAsync(new() { Value = true });
        portal.People.Changes.ShouldHaveSingleItem().Roles.ShouldBe([Role.Owner, Role.Administrator]);

        await page.Find("[aria-label='Remove Regula Frei']").ClickAsync();
        portal.People.Changes.Count.ShouldBe(1);
        portal.People.Answer = MemberChange.LastOwner;
        await page.FindAll("button").Single(button => button.TextContent == "Yes, remove").ClickAsync();
        portal.People.Changes[1].Roles.ShouldBeEmpty();
        page.Find("[role=alert]").TextContent.ShouldContain("without an owner");
    }
}
