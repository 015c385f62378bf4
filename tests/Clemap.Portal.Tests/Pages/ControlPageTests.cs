using System.Text.Json.Nodes;
using Bunit;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Control;

namespace Clemap.Portal.Tests.Pages;

public sealed class ControlPageTests
{
    private static readonly CalendarWish Nights = new(
        [new([Weekday.Monday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Saturday], new(22, 0), new(6, 0), 16)],
        [new(new(2026, 12, 24), new(2026, 12, 26), []), new(new(2026, 12, 31), new(2026, 12, 31), [new(new(18, 0), new(0, 0), 0)])]);

    [Fact]
    public async Task Control_Windows_AreToldInWords_WithWhatHoldsNow()
    {
        await using var portal = new PortalContext();
        portal.World.Site = portal.World.Site with
        {
            Desired = portal.World.Site.Desired with { Calendars = new Dictionary<Guid, CalendarWish> { [World.GarageA] = Nights } },
            Reported = portal.World.Site.Reported! with { WindowLimitsA = new Dictionary<Guid, double> { [World.GarageA] = 16 } },
        };

        var calendars = Open(portal).Find("[data-testid=calendars]").TextContent;

        calendars.ShouldContain("Garage A");
        calendars.ShouldContain("Mon–Wed, Sat 22:00–06:00: 16\u00a0A");
        calendars.ShouldContain("24.12.2026–26.12.2026: nothing is lowered");
        calendars.ShouldContain("31.12.2026: 18:00–24:00: locked");
        calendars.ShouldContain("now in force: 16\u00a0A");
    }

    [Fact]
    public async Task Control_NewWindow_IsWrittenOnTopOfWhatThePersonLookedAt()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        await page.Find("[data-testid=subject]").ChangeAsync(World.GarageA.ToString());
        await page.Find("[data-testid=new-calendar]").ClickAsync();
        await page.Find("[data-testid=add-window]").ClickAsync();
        await page.Find("[data-testid=Sunday]").ChangeAsync(true);
        await page.Find("[data-testid=Monday]").ChangeAsync(false);
        await page.Find("[data-testid=from]").ChangeAsync("21:30");
        await page.Find("[data-testid=until]").ChangeAsync("05:45:00");
        await page.Find("[data-testid=window-limit]").ChangeAsync("12,5");

        await page.Find("[data-testid=windows]").SubmitAsync();

        var change = portal.World.Changes.Single();
        change.ExpectedVersion.ShouldBe(3);
        var window = change.Calendars![World.GarageA]!.Weekly!.Single();
        window.Days.ShouldBe([Weekday.Sunday, Weekday.Tuesday, Weekday.Wednesday, Weekday.Thursday, Weekday.Friday]);
        (window.From, window.Until, window.LimitA).ShouldBe((new(21, 30), new(5, 45), 12.5));
        page.Find("[data-testid=control-told]").TextContent.ShouldContain("Saved as version 4.");
        page.FindAll("[data-testid=windows]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Control_WindowWithoutANumber_IsNotSent()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        await page.Find("[data-testid=new-calendar]").ClickAsync();
        await page.Find("[data-testid=add-window]").ClickAsync();
        await page.Find("[data-testid=window-limit]").ChangeAsync("much");

        await page.Find("[data-testid=windows]").SubmitAsync();

        page.Find("[data-testid=windows] [role=alert]").TextContent.ShouldContain("Something is missing");
        portal.World.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Control_WindowThatIsRefused_SaysWhichAndWhy_AndLosesNothing()
    {
        await using var portal = new PortalContext();
        portal.World.Refusal = new(null, DesiredStateProblem.Invalid, "above-rating", $"calendars.{World.Grid}.weekly[0].limitA", "English");
        var page = Open(portal);
        await page.Find("[data-testid=new-calendar]").ClickAsync();
        await page.Find("[data-testid=add-window]").ClickAsync();

        await page.Find("[data-testid=windows]").SubmitAsync();

        page.Find("[data-testid=windows] [role=alert]").TextContent.ShouldBe("Window 1: Higher than commissioned.");
        page.FindAll("[data-testid=window-limit]").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Control_SomebodyWasFaster_ShowsTheDifference_AndEitherCanBeKept(bool mine)
    {
        await using var portal = new PortalContext();
        var newest = portal.World.Site.Desired with { Version = 5 };
        portal.World.Refusal = new(
            null, DesiredStateProblem.VersionConflict, "version-conflict", "expectedVersion", "English",
            new(newest, [new($"circuits.{World.GarageB}.limitA", null, JsonValue.Create(10.0)), new("mode", JsonValue.Create("surplus"), null)]));
        var page = Open(portal);
        await page.Find("[data-testid=Fair]").ChangeAsync(true);

        var conflict = page.Find("[data-testid=conflict]");
        conflict.TextContent.ShouldContain("Limit of Garage B");
        conflict.TextContent.ShouldContain("10\u00a0A");
        conflict.TextContent.ShouldContain("Solar surplus");
        portal.World.Refusal = null;
        if (mine)
            await page.Find("[data-testid=mine]").ClickAsync();
        else
            await page.Find("[data-testid=conflict] .mud-button-root").ClickAsync();

        page.FindAll("[data-testid=conflict]").ShouldBeEmpty();
        portal.World.Changes.Select(change => (change.ExpectedVersion, change.Mode)).ShouldBe(mine ? [(3, ControlMode.Fair), (5, ControlMode.Fair)] : [(3, ControlMode.Fair)]);
    }

    [Fact]
    public async Task Control_TariffAndPeakCap_AreWritten()
    {
        await using var portal = new PortalContext();
        var page = Open(portal);
        await page.Find("[data-testid=change-tariff]").ClickAsync();
        await page.Find("[data-testid=add-window]").ClickAsync();
        page.FindAll("[data-testid=window-limit], [data-testid=add-exception]").ShouldBeEmpty();
        await page.Find("[data-testid=windows]").SubmitAsync();
        await page.Find("[data-testid=cap]").ChangeAsync("42.5");
        await page.Find("[data-testid=peak-cap]").SubmitAsync();
        await page.Find("[data-testid=cap]").ChangeAsync("lots");
        await page.Find("[data-testid=peak-cap]").SubmitAsync();
        await page.Find("[data-testid=cap]").ChangeAsync("");
        await page.Find("[data-testid=peak-cap]").SubmitAsync();

        portal.World.Changes.Count.ShouldBe(3);
        portal.World.Changes[0].Tariff!.LowTariff.Single().From.ShouldBe(new(22, 0));
        portal.World.Changes[1].Grid!.PeakCapW.ShouldBe(42_500);
        portal.World.Changes[2].Grid!.PeakCapW.ShouldBeNull();
        page.Find("[data-testid=tariff]").TextContent.ShouldContain("Mon–Fri 22:00–06:00");
    }

    [Theory]
    [InlineData(StandingState.Waiting, "Wanted since 23.11.2026 13:00; the device has not answered yet.")]
    [InlineData(StandingState.Silent, "The device is silent")]
    [InlineData(StandingState.InForce, "In force since 23.11.2026 13:00.")]
    [InlineData(StandingState.Refused, "Refused by the device since 23.11.2026 13:00: It holds at the same time as another one.")]
    public async Task Control_Standing_SaysWhatAndSinceWhen(StandingState state, string sentence)
    {
        await using var portal = new PortalContext();
        portal.World.Standing = state;
        portal.World.Site = portal.World.Site with { Reported = portal.World.Site.Reported! with { Refused = new(3, "overlap", null, "English") } };

        var standing = Open(portal).Find("[data-testid=standing]").TextContent;

        standing.ShouldContain(sentence);
        standing.ShouldContain("Version 3, wanted by Regula Frei");
    }

    [Fact]
    public async Task Control_WhoMayNotControl_SeesAllAndChangesNothing()
    {
        await using var portal = new PortalContext(Role.Electrician);
        portal.World.Site = portal.World.Site with { Desired = portal.World.Site.Desired with { Calendars = new Dictionary<Guid, CalendarWish> { [World.GarageA] = Nights } } };
        var page = Open(portal);

        page.Find("[data-testid=calendars]").TextContent.ShouldContain("Garage A");
        page.FindAll("input, select, button").ShouldBeEmpty();
    }

    [Fact]
    public async Task History_Versions_HaveWhoWhenAndWhat_AndAreRestoredAfterALook()
    {
        await using var portal = new PortalContext();
        portal.World.Versions.AddRange(
        [
            new(3, World.Now, World.PersonId, "Regula Frei", [new($"circuits.{World.Grid}.limitA", JsonValue.Create(60.0), JsonValue.Create(50.0))]),
            new(2, World.Now.AddDays(-1), null, null, [new($"stations.{World.A1}.priority", null, JsonValue.Create("high"))]),
        ]);
        portal.World.Difference = [new($"calendars.{World.GarageA}.weekly", JsonNode.Parse("""[{"days":["monday"],"from":"22:00","until":"06:00","limitA":0}]"""), null)];
        var page = portal.Render<ControlHistoryPage>(history => history.Add(control => control.SiteId, World.SiteId));
        var versions = page.Find("[data-testid=versions]").TextContent;
        versions.ShouldContain("Regula Frei, 23.11.2026 13:00");
        versions.ShouldContain("60\u00a0A");
        versions.ShouldContain("Priority of A1");
        page.FindAll("[data-testid=restore-3]").ShouldBeEmpty();

        await page.Find("[data-testid=restore-2]").ClickAsync();
        page.Find("[data-testid=restore]").TextContent.ShouldContain("Mon 22:00–06:00: locked");
        portal.World.Restored.ShouldBeEmpty();
        await page.Find("[data-testid=restore] .mud-button-root").ClickAsync();

        portal.World.Restored.ShouldBe([(2, 3)]);
        page.Find("[data-testid=history-told]").TextContent.ShouldContain("Version 2 is wanted again, as version 4.");
    }

    [Fact]
    public async Task Control_OfAnotherOrganisation_IsNotThere()
    {
        await using var portal = new PortalContext();
        portal.Render<ControlPage>(page => page.Add(site => site.SiteId, World.Id(0x77))).Markup.ShouldContain("There is no such site");
        portal.Render<ControlHistoryPage>(page => page.Add(site => site.SiteId, World.Id(0x77))).Markup.ShouldContain("There is no such site");
    }

    private static IRenderedComponent<ControlPage> Open(PortalContext portal) => portal.Render<ControlPage>(page => page.Add(site => site.SiteId, World.SiteId));
}
