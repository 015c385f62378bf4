using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Layout;
using Clemap.Portal.Pages.Support;

namespace Clemap.Portal.Tests.Pages;

public sealed class SupportPageTests
{
    [Fact]
    public async Task Support_IsLetIn_SeenOnEachPage_AndEnded()
    {
        await using var portal = new PortalContext(Role.Owner);
        var notice = portal.Render<SupportNotice>();
        notice.Markup.Trim().ShouldBeEmpty();
        var page = portal.Render<SupportPage>();
        await page.Find("[data-testid=hours]").ChangeAsync(new() { Value = "72" });
        await page.Find("[data-testid=level]").ChangeAsync(new() { Value = "True" });
        await page.Find("form").SubmitAsync();

        var access = portal.Support.All.ShouldHaveSingleItem();
        (access.MayChange, access.EndsAt).ShouldBe((true, World.Now.AddHours(72)));
        page.Find("[role=status]").TextContent.ShouldContain("Support can look in until");
        notice.WaitForAssertion(() => notice.Find("[data-testid=support-notice]").TextContent.ShouldContain("can read and change here until"));

        await page.FindAll("button").Single(button => button.TextContent == "End now").ClickAsync();
        portal.Support.All[0].IsOpen.ShouldBeFalse();
        page.FindAll("button").ShouldNotContain(button => button.TextContent == "End now");
        notice.WaitForAssertion(() => notice.Markup.Trim().ShouldBeEmpty());
    }

    [Fact]
    public async Task SupportItself_IsToldForWhomItActs()
    {
        await using var portal = new PortalContext(Role.SupportRead);
        portal.Render<SupportNotice>().Find("[data-testid=support-notice]").TextContent.ShouldContain("You act as platform support");
    }
}
