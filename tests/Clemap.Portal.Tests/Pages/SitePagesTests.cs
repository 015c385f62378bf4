using Bunit;
using Bunit.TestDoubles;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.Pages.Sites;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

public sealed class SitePagesTests
{
    [Fact]
    public async Task NewSite_SentTwice_CarriesOneKey_AndLeadsToTheSite()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<NewSitePage>();
        await page.Find("[data-testid=name]").ChangeAsync(new() { Value = "Neubau" });
        await page.Find("[data-testid=address]").ChangeAsync(new() { Value = "Neuweg 1" });

        await page.Find("form").SubmitAsync();
        await page.Find("form").SubmitAsync();

        portal.Sites.Made[0].ShouldBe((new SiteFields("Neubau", "Neuweg 1", "Europe/Zurich"), portal.Sites.Made[1].Key));
        portal.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith($"/sites/{World.SiteId}");
    }

    [Fact]
    public async Task NewSite_BrokenRule_NamesTheFieldInASentence()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Sites.Broken = [new("not-a-time-zone", "timeZone", "x")];
        var page = portal.Render<NewSitePage>();
        await page.Find("form").SubmitAsync();
        page.Find("[role=alert]").TextContent.ShouldContain("Time zone: not a known name");
    }

    [Fact]
    public async Task Settings_ShowWhatIsSo_AndSaveIt()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<SiteSettingsPage>(parameters => parameters.Add(settings => settings.SiteId, World.SiteId));
        page.Find("[data-testid=time-zone]").GetAttribute("value").ShouldBe("Europe/Zurich");

        await page.Find("[data-testid=name]").ChangeAsync(new() { Value = "Sonnenhof neu" });
        await page.Find("form").SubmitAsync();

        portal.Sites.Changed.ShouldHaveSingleItem().Name.ShouldBe("Sonnenhof neu");
        page.Find("[role=status]").TextContent.ShouldContain("Saved");
        page.Find("h1").TextContent.ShouldBe("Sonnenhof neu");
    }

    [Fact]
    public async Task List_KeepsItsAddress_OfferingNewSite_WhileTheStartPageLeadsToTheOnlySite()
    {
        await using var portal = new PortalContext(Role.Owner);
        var navigation = portal.Services.GetRequiredService<BunitNavigationManager>();
        navigation.NavigateTo("/sites");
        portal.Render<SitesPage>().Find("a[href='/sites/new']").TextContent.ShouldBe("New site");
        navigation.NavigateTo("/");
        portal.Render<SitesPage>();
        navigation.Uri.ShouldEndWith($"/sites/{World.SiteId}");
    }

    [Theory]
    [InlineData(Role.Owner, true)]
    [InlineData(Role.Electrician, false)]
    public async Task NoSiteYet_SaysWhatToDoNext_ToWhoeverMayDoIt(string role, bool mayMake)
    {
        await using var portal = new PortalContext(role);
        portal.World.HasSite = false;
        var page = portal.Render<SitesPage>();
        page.FindAll("a[href='/sites/new']").Count.ShouldBe(mayMake ? 1 : 0);
        page.Markup.ShouldContain(mayMake ? "Make the first one" : "as soon as an electrician");
    }

    [Fact]
    public async Task SiteWithoutDevice_SaysWhoActsNext()
    {
        await using var portal = new PortalContext();
        portal.World.Site = portal.World.Site with { DeviceId = null, Model = null, Reported = null };
        portal.Render<SitePage>(parameters => parameters.Add(page => page.SiteId, World.SiteId)).Markup.ShouldContain("an electrician mounts the controller");
    }
}
