using Bunit;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Grid;

namespace Clemap.Portal.Tests.Pages;

public sealed class GridPageTests
{
    [Fact]
    public async Task A_reduction_is_previewed_then_sent_once_and_its_state_and_effect_are_shown()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=none]").TextContent.ShouldBe("None yet.");
        page.Find("[data-testid=unit]").Change("watt");
        page.Find("[data-testid=value]").Change("4.2");
        page.Find("[data-testid=reason]").Change("Evening peak");
        page.Find("[data-testid=grid-form]").Submit();

        page.WaitForAssertion(() => page.Find("[data-testid=preview]").TextContent.ShouldContain("11.0 kW of 22.1 kW remain"));
        portal.Grid.Given.ShouldBeEmpty("a preview sends nothing");
        page.Find("[data-testid=send]").Click();
        page.WaitForAssertion(() => portal.Grid.Given.ShouldHaveSingleItem());
        var (fields, key) = portal.Grid.Given[0];
        (fields.Targets!.SiteIds, fields.LimitW, fields.LimitPercent, fields.Reason).ShouldBe((fields.Targets.SiteIds, 4_200, null, "Evening peak"));
        fields.Targets.SiteIds.ShouldBe([World.SiteId], "the only site is chosen already");
        fields.Until.ShouldBe(World.Now.AddHours(1));
        key.ShouldNotBeNullOrEmpty();
        page.Find("[data-testid=detail]").TextContent.ShouldContain("on the way");

        portal.Grid.State = GridTargetState.InForce;
        portal.Grid.Effect = new(22_080, 4_150, null, null);
        portal.Clock.Advance(TimeSpan.FromSeconds(5));
        page.WaitForAssertion(() => page.Find("[data-testid=detail]").TextContent.ShouldContain("charging 22.1 kW before, 4.2 kW during"));
        page.Find("[data-testid=commands]").TextContent.ShouldContain("1 in force");
    }

    [Fact]
    public async Task A_reduction_is_taken_back_after_a_second_thought()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        portal.Grid.Given.Add((new(Reason: "Peak"), null));
        var page = portal.Render<GridPage>();
        page.FindAll("button").Single(button => button.TextContent == "Take back").Click();
        portal.Grid.Cancelled.ShouldBeEmpty();
        page.FindAll("button").Single(button => button.TextContent == "Take back now").Click();

        page.WaitForAssertion(() => portal.Grid.Cancelled.ShouldBe([GridWorld.Command]));
        page.Find("[data-testid=grid-told]").TextContent.ShouldBe("Taken back: Peak");
        page.FindAll("button").ShouldNotContain(button => button.TextContent == "Take back");
    }

    [Fact]
    public async Task What_somebody_else_gave_is_seen_and_not_taken_back()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        portal.Grid.Given.Add((new(Reason: "Peak"), null));
        portal.Grid.IsAnothers = true;
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=commands]").TextContent.ShouldContain("Peak");
        page.FindAll("button").ShouldNotContain(button => button.TextContent == "Take back");
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_sent()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        portal.Grid.Broken = new("no-circuit", "targets.groupIds[0]", "English.");
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=reason]").Change("Peak");
        page.Find("[data-testid=grid-form]").Submit();

        page.WaitForAssertion(() => page.Find("[data-testid=grid-told]").TextContent.ShouldBe("This group has no station and no meter of a circuit, so that there is nothing to limit."));
        page.FindAll("[data-testid=send]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_after_the_preview_makes_it_void()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=reason]").Change("Peak");
        page.Find("[data-testid=grid-form]").Submit();
        page.WaitForElement("[data-testid=preview]");
        page.Find("[data-testid=value]").Change("10");
        page.FindAll("[data-testid=preview]").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_target_refuses_is_said_in_words()
    {
        await using var portal = new PortalContext(Role.EnergySupplier, "de-CH");
        portal.Grid.RefusedCode = "no-device";
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=reason]").Change("Spitze");
        page.Find("[data-testid=grid-form]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=preview]").TextContent.ShouldContain("dort steht kein Gerät"));
    }
}
