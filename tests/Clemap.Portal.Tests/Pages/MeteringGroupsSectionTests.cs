using Bunit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Sites;

namespace Clemap.Portal.Tests.Pages;

public sealed class MeteringGroupsSectionTests
{
    [Fact]
    public async Task A_group_is_made_changed_and_deleted_after_a_question()
    {
        await using var portal = new PortalContext(Role.Owner);
        var page = portal.Render<SiteSettingsPage>(parameters => parameters.Add(settings => settings.SiteId, World.SiteId));
        page.Markup.ShouldContain("No group yet");
        await page.Find("[data-testid=new-group]").ClickAsync();
        await page.Find("[data-testid=group-name]").ChangeAsync(new() { Value = "Common" });
        var meter = portal.World.Site.Model!.Meters[0].Id;
        await page.Find($"[data-testid='{meter}']").ChangeAsync(new() { Value = true });
        await page.Find("[data-testid=group]").SubmitAsync();
        var made = portal.Groups.Groups.ShouldHaveSingleItem();
        (made.Name, made.Sources.Single().Id).ShouldBe(("Common", meter));
        page.Find("[data-testid=group-told]").TextContent.ShouldBe("Common is saved.");

        await page.Find("[aria-label='Change Common']").ClickAsync();
        page.Find($"[data-testid='{meter}']").HasAttribute("checked").ShouldBeTrue();
        await page.Find("[data-testid=group-name]").ChangeAsync(new() { Value = "Stairway" });
        await page.Find("[data-testid=group]").SubmitAsync();
        portal.Groups.Groups.ShouldHaveSingleItem().Id.ShouldBe(made.Id);

        await page.Find("[aria-label='Delete Stairway']").ClickAsync();
        portal.Groups.Groups.Count.ShouldBe(1);
        await page.FindAll("button").Single(button => button.TextContent == "Delete the group").ClickAsync();
        portal.Groups.Groups.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name", "required")]
    [InlineData("name", "length")]
    [InlineData("name", "characters")]
    [InlineData("name", "taken")]
    [InlineData("sourceIds", "required")]
    [InlineData("sourceIds", "too-many")]
    [InlineData("sourceIds", "unknown")]
    [InlineData("groupId", "taken")]
    [InlineData("", "too-many")]
    public async Task A_broken_rule_is_said_in_a_sentence(string field, string code)
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Groups.Broken = [new(code, field, "x")];
        var page = portal.Render<SiteSettingsPage>(parameters => parameters.Add(settings => settings.SiteId, World.SiteId));
        await page.Find("[data-testid=new-group]").ClickAsync();
        await page.Find("[data-testid=group]").SubmitAsync();
        var told = page.Find("[data-testid=group-told]");
        (told.GetAttribute("role"), told.TextContent[^1]).ShouldBe(("alert", '.'));
        told.TextContent.ShouldNotContain("Broken");
    }

    [Fact]
    public async Task Without_a_device_the_section_says_when_groups_can_be_made()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.World.Site = portal.World.Site with { Model = null };
        var page = portal.Render<SiteSettingsPage>(parameters => parameters.Add(settings => settings.SiteId, World.SiteId));
        page.Markup.ShouldContain("as soon as the controller");
        page.FindAll("[data-testid=new-group]").ShouldBeEmpty();
    }
}
