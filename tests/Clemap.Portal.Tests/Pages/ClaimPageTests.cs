using Bunit;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Devices;

namespace Clemap.Portal.Tests.Pages;

public sealed class ClaimPageTests
{
    private const string Label = "CLEMAP serial=CL-080-000123 code=ABCDE-FGHJK-LMNPQ-RSTUV";

    [Theory]
    [InlineData("serial")]
    [InlineData("code")]
    public async Task TextOfTheQrCode_FillsBothFields_WhicheverItIsPastedInto(string field)
    {
        await using var portal = new PortalContext(Role.Electrician);
        portal.Devices.Claim = new(DeviceClaimOutcome.Claimed, World.Id(0xd1), "CL-080-000123", "C-04A-WL-080A-CS");
        var page = portal.Render<ClaimPage>();

        await page.Find($"[data-testid={field}]").InputAsync(Label);
        await page.Find("form").SubmitAsync();

        var claim = portal.Devices.Claims.ShouldHaveSingleItem();
        (claim.Serial, claim.Code).ShouldBe(("CL-080-000123", "ABCDE-FGHJK-LMNPQ-RSTUV"));
        page.Find("h1").TextContent.ShouldContain("CL-080-000123 is yours");
        page.Find("[data-testid=claimed]").TextContent.ShouldContain("C-04A-WL-080A-CS");
    }

    [Theory]
    [InlineData(DeviceClaimOutcome.Refused, "do not fit, or the device is not free")]
    [InlineData(DeviceClaimOutcome.SiteTaken, "stands at this site already")]
    [InlineData(DeviceClaimOutcome.SiteNotFound, "no longer there")]
    [InlineData(DeviceClaimOutcome.TooMany, "again in 12 minutes")]
    public async Task Refusal_SaysWhatToDo_AndKeepsWhatWasTyped(DeviceClaimOutcome outcome, string sentence)
    {
        await using var portal = new PortalContext(Role.Electrician);
        portal.Devices.Claim = new(outcome, Wait: TimeSpan.FromMinutes(11.5));
        var page = portal.Render<ClaimPage>();

        await page.Find("[data-testid=serial]").InputAsync("CL-080-000123");
        await page.Find("[data-testid=code]").InputAsync("abcde");
        await page.Find("form").SubmitAsync();

        page.Find("[role=alert]").TextContent.ShouldContain(sentence);
        page.Find("[data-testid=code]").GetAttribute("value").ShouldBe("abcde");
    }

    [Fact]
    public async Task EverySiteHasItsDevice_SaysWhatToDo()
    {
        await using var portal = new PortalContext(Role.Administrator);
        portal.Devices.Devices.AddRange((await portal.World.ListAsync(Xunit.TestContext.Current.CancellationToken)).Select(site => new DeviceView(
            World.Id(0xd1), "CL-080-1", "C-04A-WL-080A-CS", 80, site.Id, site.Name, "Claimed", false, null, [])));
        portal.Render<ClaimPage>().Markup.ShouldContain("Every site has its device");
    }
}
