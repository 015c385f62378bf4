using Bunit;
using Clemap.Billing.Invoices;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Billing;
using Clemap.Portal.Pages.Sdat;

namespace Clemap.Portal.Tests.Pages;

public sealed class BillingPageTests
{
    [Fact]
    public async Task Billing_OwnerStartsARun_SeesItsProgressAndThenTheInvoices()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = Open(portal);
        page.Markup.ShouldContain("Nothing billed yet");

        await page.Find("form").SubmitAsync();

        portal.Billing.Started.ShouldBe([new DateOnly(2026, 10, 1)]);
        page.Markup.ShouldContain("Sharing out energy and sun");
        portal.Billing.Run = BillingWorld.View(BillingRunStatus.Issued, 100, "done");
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => page.Find("[data-testid=run-status]").GetAttribute("data-status").ShouldBe("Issued"));
        page.Markup.ShouldContain("1’412.35");
        page.Markup.ShouldContain("Some quarter hours were estimated");
        page.FindAll($"a[href='/downloads/invoices/{World.Id(0xe0)}.pdf']").Count.ShouldBe(1);
        page.FindAll($"a[href='/downloads/runs/{BillingWorld.RunId}/sdat.zip']").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Billing_AdministratorWithoutSdat_SeesNoSdat()
    {
        await using var portal = new PortalContext();
        portal.Billing.Run = BillingWorld.View(BillingRunStatus.Issued, 100, "done");
        var page = Open(portal);

        page.FindAll("a[href$='invoices.csv']").Count.ShouldBe(1);
        page.FindAll("a[href$='sdat.zip']").ShouldBeEmpty();
    }

    [Fact]
    public async Task Billing_RunFailed_SaysWhatToDo()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Billing.Run = BillingWorld.View(BillingRunStatus.Failed);

        Open(portal).Find("[role=alert]").TextContent.ShouldContain("issued nothing");
    }

    [Fact]
    public async Task Sdat_Supplier_SeesTheReleasedMonths()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);

        var page = portal.Render<SdatPage>();

        page.Markup.ShouldContain("October 2026");
        page.FindAll($"a[href='/downloads/runs/{BillingWorld.RunId}/sdat.zip']").Count.ShouldBe(1);
    }

    [Fact]
    public void Before_FirstMomentOfAMonthInZurich_OffersTheMonthThatJustEnded() => ClosedMonths
        .Before(new DateTimeOffset(2026, 10, 31, 23, 0, 0, TimeSpan.Zero), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"))[0]
        .ShouldBe(new DateOnly(2026, 10, 1));

    private static IRenderedComponent<BillingPage> Open(PortalContext portal) =>
        portal.Render<BillingPage>(page => page.Add(billing => billing.SiteId, World.SiteId));
}
