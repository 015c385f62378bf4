using System.Globalization;
using System.Resources;
using Bunit;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Audit;
using Page = Clemap.Portal.Pages.Audit.AuditPage;

namespace Clemap.Portal.Tests.Pages;

public sealed class AuditPageTests
{
    private static readonly AuditView Entry = new(
        World.Id(0xa1), World.Now, World.Id(0xf1), "Regula Frei", AuditAction.MemberRolesChanged, World.Id(0xf2), "Anna Guest", """["owner"]""", """["owner","electrician"]""", "192.0.2.1");

    [Fact]
    public async Task Entry_SaysWhoWhatOldNewAndWhence()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Audit.Answer = new([Entry], null);
        var line = portal.Render<Page>().Find("[data-testid=entries] li").TextContent;
        foreach (var part in new[] { "Roles changed", "Regula Frei", "Anna Guest", "owner → owner, electrician", "192.0.2.1" })
            line.ShouldContain(part);
    }

    [Fact]
    public async Task Search_AsksForAllFields_AndOlderContinuesIt()
    {
        await using var portal = new PortalContext(Role.Administrator);
        portal.Audit.Answer = new([Entry], Entry.Id);
        var page = portal.Render<Page>();

        await page.Find("[data-testid=who]").ChangeAsync(new() { Value = "regula" });
        await page.Find("[data-testid=action]").ChangeAsync(new() { Value = AuditAction.MemberRolesChanged });
        await page.Find("[data-testid=what]").ChangeAsync(new() { Value = "anna" });
        await page.Find("form").SubmitAsync();
        await page.Find("[data-testid=older]").ClickAsync();

        portal.Audit.Asked[^1].ShouldBe(new AuditFilter("regula", AuditAction.MemberRolesChanged, "anna", Before: Entry.Id));
        page.Find("a[download]").GetAttribute("href")!.ShouldContain("who=regula");
    }

    [Fact]
    public async Task Nothing_IsSaidInASentence()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Render<Page>().Markup.ShouldContain("No entry fits the search");
    }

    [Theory]
    [InlineData("de-CH")]
    [InlineData("fr-CH")]
    [InlineData("it-CH")]
    [InlineData("en-CH")]
    public void Action_EachOne_HasASentence(string culture)
    {
        var texts = new ResourceManager("Clemap.Portal.Resources.AuditTexts", typeof(Page).Assembly);
        AuditAction.All.ShouldAllBe(action => !string.IsNullOrEmpty(texts.GetString("Action." + action, CultureInfo.GetCultureInfo(culture))));
    }

    [Fact]
    public void Changes_NameEachValueThatDiffers()
    {
        AuditChanges.Of("""{"a":{"b":1,"c":2},"d":"x"}""", """{"a":{"b":1,"c":3},"e":[{"f":true}]}""")
            .ShouldBe([new("a.c", "2", "3"), new("e[0].f", null, "True"), new("d", "x", null)]);
        AuditChanges.Of(null, null).ShouldBeEmpty();
    }
}
