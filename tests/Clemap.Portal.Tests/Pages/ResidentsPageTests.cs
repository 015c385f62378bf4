using Bunit;
using Clemap.Billing.Residents;
using Clemap.Billing.Setup;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Residents;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

public sealed class ResidentsPageTests
{
    [Fact]
    public async Task Who_lives_here_is_listed_with_what_they_have_today()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);

        page.Find("[data-testid=residents]").TextContent.ShouldContain("Anna KellerFlat 3 · parks at A1 · card 04A1B2C3D4");
    }

    [Fact]
    public async Task Somebody_new_is_entered_with_a_card_and_a_parking_space()
    {
        await using var portal = new PortalContext();
        portal.Residents.All.Clear();
        var page = Open(portal);
        page.Find(".empty").TextContent.ShouldContain("Enter who charges here");

        page.Find("[data-testid=new]").Click();
        page.Find("[data-testid=name]").Change("Berta Muster");
        page.Find("[data-testid=street]").Change("Sonnenhof");
        page.Find("[data-testid=postal-code]").Change("8004");
        page.Find("[data-testid=town]").Change("Zürich");
        page.Find("[data-testid=country]").Change("ch");
        page.Find("[data-testid=language]").Change("fr");
        page.Find("[data-testid=add-card]").Click();
        page.Find("[data-testid=cards] input").Change("04:a1");
        page.Find("[data-testid=add-space]").Click();
        page.Find("[data-testid=spaces] select").Change(World.B1.ToString());
        page.Find("[data-testid=resident-form]").Submit();

        page.WaitForAssertion(() => page.Find("[data-testid=told]").TextContent.ShouldBe("Berta Muster is saved."));
        var fields = portal.Residents.Saved.ShouldHaveSingleItem().Fields;
        (fields.ExpectedVersion, fields.Name, fields.Language).ShouldBe((null, "Berta Muster", "fr"));
        fields.Address.ShouldBe(new PostalAddress("Sonnenhof", "", "8004", "Zürich"));
        fields.Cards.ShouldBe([new HeldCard("04:a1", new(2026, 11, 23))]);
        fields.ParkingSpaces.ShouldBe([new HeldSpace(World.B1, new(2026, 11, 23))]);
        page.FindAll("[data-testid=resident-form]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_names_what_was_looked_at_and_keeps_the_rest()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        page.Find("[data-testid=change]").Click();
        page.Find("[data-testid=unit]").Change("Flat 4");
        page.Find("[data-testid=resident-form]").Submit();

        page.WaitForAssertion(() => portal.Residents.Saved.ShouldNotBeEmpty());
        var (id, fields) = portal.Residents.Saved[0];
        (id, fields.ExpectedVersion, fields.Unit).ShouldBe((ResidentsWorld.Anna.Id, "v1", "Flat 4"));
        fields.Cards.ShouldBe(ResidentsWorld.Anna.Cards);
        fields.ParkingSpaces.ShouldBe(ResidentsWorld.Anna.ParkingSpaces);
    }

    [Fact]
    public async Task Who_has_an_address_is_invited_once_and_their_sign_in_is_told()
    {
        await using var portal = new PortalContext();
        portal.Residents.All.Clear();
        portal.Residents.All.AddRange([ResidentsWorld.Anna, ResidentsWorld.Anna with { Id = World.Id(0xc2), Name = "Berta", Email = "berta@clemap.example" },
            ResidentsWorld.Anna with { Id = World.Id(0xc3), Name = "Carla", Email = "carla@clemap.example", HasSignedIn = true }]);
        var page = Open(portal);
        page.Find("[data-testid=residents]").TextContent.ShouldContain("card 04A1B2C3D4 · signs in");

        page.FindAll("[data-testid=invite]").ShouldHaveSingleItem().Click();
        page.WaitForAssertion(() => page.Find("[data-testid=told]").TextContent.ShouldBe("An invitation goes to berta@clemap.example. It is valid for seven days."));
        var invitation = portal.People.Open.ShouldHaveSingleItem();
        (invitation.Email, invitation.Role, invitation.Language).ShouldBe(("berta@clemap.example", Role.Resident, "de"));

        portal.People.Broken = new("too-many", "email", "English.");
        page.Find("[data-testid=invite]").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=told]").ClassName.ShouldBe("needs-person"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_the_language_of_the_page_and_nothing_is_lost()
    {
        await using var portal = new PortalContext(culture: "de-CH");
        portal.Residents.Broken = [new("held-by-another", "cards[0]", "English."), new("required", "address.town", "English.")];
        var page = Open(portal);
        page.Find("[data-testid=change]").Click();
        page.Find("[data-testid=unit]").Change("Wohnung 4");
        page.Find("[data-testid=resident-form]").Submit();

        page.WaitForAssertion(() => page.FindAll("[data-testid=problem]").Select(problem => problem.TextContent).ShouldBe(
            ["Karten: In diesen Tagen hat es jemand anderes. Lassen Sie es dort zuerst enden.", "Ort: fehlt."]));
        page.Find("[data-testid=unit]").GetAttribute("value").ShouldBe("Wohnung 4");

        (portal.Residents.Broken, portal.Residents.IsConflict) = ([], true);
        page.Find("[data-testid=resident-form]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=problem]").TextContent.ShouldStartWith("Jemand anderes hat die Person"));
    }

    [Fact]
    public async Task Who_was_entered_by_mistake_is_removed_after_a_second_thought_and_who_was_billed_stays()
    {
        await using var portal = new PortalContext();
        portal.Residents.Removal = ResidentRemoval.IsBilled;
        var page = Open(portal);
        page.Find("[data-testid=remove]").Click();
        page.Find("[data-testid=remove-sure]").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=told]").TextContent.ShouldStartWith("Anna Keller was billed and stays."));

        portal.Residents.Removal = ResidentRemoval.Done;
        page.Find("[data-testid=remove]").Click();
        page.Find("[data-testid=remove-sure]").Click();
        page.WaitForAssertion(() => page.FindAll("[data-testid=residents]").ShouldBeEmpty());
    }

    [Fact]
    public async Task The_search_and_the_page_stand_in_the_address()
    {
        await using var portal = new PortalContext();
        portal.Residents.Pages = 3;
        var page = Open(portal, "?q=nobody&page=2");
        portal.Residents.Asked.ShouldBe([new ResidentQuery("nobody", 2)]);
        page.Find(".empty").TextContent.ShouldContain("Nobody here has “nobody”");
        page.Find("[rel=next]").GetAttribute("href").ShouldBe($"/sites/{World.SiteId}/residents?q=nobody&page=3");

        page.Find("[data-testid=q]").Change("Keller");
        page.Find("[role=search]").Submit();
        portal.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/residents?q=Keller");
    }

    private static IRenderedComponent<ResidentsPage> Open(PortalContext portal, string query = "")
    {
        portal.Services.GetRequiredService<NavigationManager>().NavigateTo($"/sites/{World.SiteId}/residents{query}");
        var page = portal.Render<ResidentsPage>(parameters => parameters.Add(one => one.SiteId, World.SiteId));
        page.WaitForAssertion(() => portal.Residents.Asked.ShouldNotBeEmpty());
        return page;
    }
}
