using System.Text.Json.Nodes;
using Bunit;
using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Portal.Pages.Rollouts;

namespace Clemap.Portal.Tests.Pages;

public sealed class RolloutsPageTests
{
    [Fact]
    public async Task Rollout_IsLookedAt_AndThenBegunAtThoseThatWouldTakeIt()
    {
        await using var portal = new PortalContext();
        var second = World.Id(0x55);
        portal.Rollouts.Preview =
        [
            new(World.SiteId, "Sonnenhof 12", [new("mode", null, JsonValue.Create("fair"))], null),
            new(second, "Altbau", [], new("device-too-old", "mode", "English")),
        ];
        var page = portal.Render<RolloutsPage>();
        await page.Find("[data-testid=all]").ChangeAsync(true);
        await page.Find("[data-testid=mode]").ChangeAsync(nameof(ControlMode.Fair));
        await page.Find("[data-testid=rollout]").SubmitAsync();

        portal.Rollouts.Looked!.Change.Mode.ShouldBe(ControlMode.Fair);
        portal.Rollouts.Started.ShouldBeEmpty();
        var preview = page.Find("[data-testid=preview]").TextContent;
        preview.ShouldContain("1 of 2 sites would change");
        preview.ShouldContain("Update it first.");
        await page.Find("[data-testid=first]").ChangeAsync("2");
        await page.Find("[data-testid=automatic]").ChangeAsync("ByHand");
        await page.Find("[data-testid=preview] .mud-button-root").ClickAsync();

        var (request, key) = portal.Rollouts.Started.ShouldHaveSingleItem();
        request.SiteIds.ShouldBe([World.SiteId]);
        (request.First, request.Automatic).ShouldBe((2, false));
        key.ShouldNotBeNull();
        page.Find("[data-testid=rollouts]").TextContent.ShouldContain("running");
    }

    [Fact]
    public async Task Rollout_OfALimit_NeedsANumber()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<RolloutsPage>();
        await page.Find("[data-testid=what]").ChangeAsync(nameof(BulkKind.Limit));
        await page.Find("[data-testid=number]").ChangeAsync("lots");
        await page.Find("[data-testid=rollout]").SubmitAsync();
        page.Find("[data-testid=rollout-problem]").TextContent.ShouldContain("no number");
        portal.Rollouts.Looked.ShouldBeNull();

        await page.Find("[data-testid=number]").ChangeAsync("50,5");
        await page.Find("[data-testid=rollout]").SubmitAsync();
        portal.Rollouts.Looked!.Change.GridConnection!.LimitA.ShouldBe(50.5);
    }

    [Fact]
    public async Task Rollout_ThatHalted_SaysWhere_AndIsStoppedOrTakenBackAfterAQuestion()
    {
        await using var portal = new PortalContext();
        portal.Rollouts.Rollouts.Add(RolloutWorld.Of(
            RolloutState.Halted, new(Grid: new(42_500)), [RolloutWorld.Site(World.SiteId, RolloutSiteState.Refused, "above-rating"), RolloutWorld.Site(World.Id(0x55), RolloutSiteState.Waiting)]));
        var page = portal.Render<RolloutsPage>();
        var line = page.Find("[data-testid=rollouts]").TextContent;
        line.ShouldContain("Peak cap: 42.5 kW");
        line.ShouldContain("1 of 2 sites");
        line.ShouldContain("refused: Higher than commissioned.");

        await Button("Take back").ClickAsync();
        portal.Rollouts.Steps.ShouldBeEmpty();
        await Button("Take back at all changed sites").ClickAsync();
        await Button("Go on").ClickAsync();
        await Button("Stop").ClickAsync();

        portal.Rollouts.Steps.Select(step => step.Step).ShouldBe([RolloutStep.Undo, RolloutStep.Continue, RolloutStep.Stop]);

        AngleSharp.Dom.IElement Button(string text) => page.FindAll("[data-testid=rollouts] button").First(button => button.TextContent == text);
    }

    [Fact]
    public async Task Rollout_ThatRuns_IsFollowed()
    {
        await using var portal = new PortalContext();
        portal.Rollouts.Rollouts.Add(RolloutWorld.Of(RolloutState.Running, new(Mode: ControlMode.Fair), [RolloutWorld.Site(World.SiteId, RolloutSiteState.Wanted)]));
        var page = portal.Render<RolloutsPage>();
        page.Find("[data-testid=rollouts]").TextContent.ShouldContain("0 of 1 sites");

        portal.Rollouts.Rollouts[0] = RolloutWorld.Of(RolloutState.Done, new(Mode: ControlMode.Fair), [RolloutWorld.Site(World.SiteId, RolloutSiteState.InForce)]) with { Id = portal.Rollouts.Rollouts[0].Id };
        portal.Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => page.Find("[data-testid=rollouts]").TextContent.ShouldContain("1 of 1 sites"));
    }

    [Fact]
    public async Task Sites_AreTold_PageByPage_WhenSomebodyAsks()
    {
        await using var portal = new PortalContext();
        portal.Rollouts.Rollouts.Add(RolloutWorld.Of(
            RolloutState.Done, new(Mode: ControlMode.Fair), [.. Enumerable.Range(0, 150).Select(number => RolloutWorld.Site(Guid.CreateVersion7(), number == 120 ? RolloutSiteState.DeviceReplaced : RolloutSiteState.InForce, isChangedSince: number == 3))]));
        var page = portal.Render<RolloutsPage>();
        page.Find("[data-testid=rollouts]").TextContent.ShouldContain("149 in force · 1 device replaced");
        portal.Rollouts.Asked.ShouldBeEmpty();

        await Button("Sites (150)").ClickAsync();
        page.FindAll("[data-testid=rollout-sites] li").Count.ShouldBe(100);
        page.FindAll("[data-testid=rollout-sites] li")[3].TextContent.ShouldContain("in force · changed since");
        await Button("More").ClickAsync();
        page.FindAll("[data-testid=rollout-sites] li").Count.ShouldBe(150);
        page.Find("[data-testid=rollout-sites] .needs-person").TextContent.ShouldBe("device replaced");
        await Button("Hide sites").ClickAsync();
        page.FindAll("[data-testid=rollout-sites]").ShouldBeEmpty();

        AngleSharp.Dom.IElement Button(string text) => page.FindAll("[data-testid=rollouts] button").First(button => button.TextContent == text);
    }

    [Fact]
    public async Task TakenBackInPart_SaysWhereNot_AndIsAskedForAgain()
    {
        await using var portal = new PortalContext();
        var colleague = Guid.CreateVersion7();
        portal.Rollouts.Rollouts.Add(RolloutWorld.Of(
            RolloutState.UndoneInPart, new(Mode: ControlMode.Fair), [RolloutWorld.Site(World.SiteId, RolloutSiteState.NotUndone, "above-rating"), RolloutWorld.Site(World.Id(0x55), RolloutSiteState.Kept, "version-conflict")])
            with
        { MovedById = colleague, MovedBy = "Beat Beispiel" });
        var page = portal.Render<RolloutsPage>();
        var line = page.Find("[data-testid=rollouts]").TextContent;
        line.ShouldContain("last step: Beat Beispiel");
        page.FindAll("[data-testid=troubled] li").ShouldHaveSingleItem().TextContent.ShouldContain("not taken back: Higher than commissioned.");

        foreach (var text in new[] { "Take back", "Take back at all changed sites" })
            await page.FindAll("[data-testid=rollouts] button").First(button => button.TextContent == text).ClickAsync();

        portal.Rollouts.Steps.ShouldHaveSingleItem().Step.ShouldBe(RolloutStep.Undo);
    }
}
