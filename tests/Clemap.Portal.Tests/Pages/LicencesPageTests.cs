using Bunit;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Billing;
using Clemap.Portal.Pages.Licences;
using Clemap.Portal.Pages.Sdat;

namespace Clemap.Portal.Tests.Pages;

public sealed class LicencesPageTests
{
    private static readonly LicensedSite Site = new(World.SiteId, "Sonnenhof 12", 6);

    private static readonly LicenceView Licence = new(
        World.Id(0xf1), "floem-billing", "Floem Billing", [LicenceOption.Billing], 10, 6, new(2026, 1, 1), new(2026, 12, 31), new(2027, 1, 30), LicenceState.InForce, "A-17", [Site]);

    [Fact]
    public async Task Licence_SaysWhatIsUsedAndFree_AndIsReleased()
    {
        await using var portal = new PortalContext(Role.Administrator);
        portal.Licences.Licences.Add(Licence);
        var page = portal.Render<LicencesPage>();
        foreach (var part in new[] { "Floem Billing", "6 of 10 charging stations used, 4 free", "in force", "01.01.2026 to 31.12.2026", "order A-17", "Sonnenhof 12 (6)" })
            page.Find("[data-testid=licences] li").TextContent.ShouldContain(part);

        await page.Find("[aria-label='Release Floem Billing from Sonnenhof 12']").ClickAsync();

        portal.Licences.Steps.ShouldBe([("unassign", Licence.Id, World.SiteId)]);
        page.Find("[role=status]").TextContent.ShouldContain("no longer used for Sonnenhof 12");
    }

    [Fact]
    public async Task Licence_IsUsedForASite_OrSaysWhyNot()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Licences.Licences.Add(Licence with { Used = 0, Sites = [] });
        portal.Licences.Answer = LicenceChange.TooFew;
        var page = portal.Render<LicencesPage>();

        await page.Find("[data-testid=licences] select").ChangeAsync(World.SiteId.ToString());

        portal.Licences.Steps.ShouldBe([("assign", Licence.Id, World.SiteId)]);
        page.Find("[role=alert]").TextContent.ShouldContain("has more charging stations than Floem Billing has free");
    }

    [Theory]
    [InlineData(LicenceState.EndsSoon, "Ends on 31.12.2026. Its options are given until 30.01.2027")]
    [InlineData(LicenceState.Grace, "It is over. Its options are given until 30.01.2027")]
    public async Task Licence_ThatEnds_SaysSo_AndThatChargingGoesOn(LicenceState state, string sentence)
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Licences.Licences.Add(Licence with { State = state });
        var line = portal.Render<LicencesPage>().Find("[data-testid=licences] li").TextContent;
        line.ShouldContain(sentence);
        line.ShouldContain("charging is never affected");
    }

    [Fact]
    public async Task NoLicence_SaysThatSitesRunWithout_AndWhatOptionsGive()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Licences.Missing.UnionWith(LicenceOption.All);
        var page = portal.Render<LicencesPage>();
        page.Find("[data-testid=no-licence]").TextContent.ShouldContain("run on Floem FREE");
        page.FindAll("[data-testid=options] li").Count.ShouldBe(LicenceOption.All.Count);
        page.Find("[data-option=billing]").TextContent.ShouldContain("at no site");
    }

    [Fact]
    public async Task Billing_WithoutItsLicence_SaysWhatIsMissing_AndKeepsWhatWasIssued()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Billing.Run = BillingWorld.View(Billing.Invoices.BillingRunStatus.Issued, 100, "done");
        portal.Licences.Missing.UnionWith([LicenceOption.Billing, LicenceOption.Sdat]);
        var page = portal.Render<BillingPage>(billing => billing.Add(one => one.SiteId, World.SiteId));

        page.Find("[data-testid=licence-notice]").GetAttribute("data-option").ShouldBe("billing");
        page.Find("[data-testid=licence-notice] a").GetAttribute("href").ShouldBe("/licences");
        page.FindAll("form.start-run").ShouldBeEmpty();
        page.FindAll("a[href$='invoices.csv']").Count.ShouldBe(1);
        page.FindAll("a[href$='sdat.zip']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Sdat_WithoutItsLicence_SaysWhomToAsk()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        portal.Licences.Missing.Add(LicenceOption.Sdat);
        var page = portal.Render<SdatPage>();
        page.Find("[data-testid=licence-notice]").TextContent.ShouldContain("Ask the administrator");
        page.FindAll("[download]").ShouldBeEmpty();
    }
}
