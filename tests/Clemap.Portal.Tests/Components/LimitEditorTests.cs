using Bunit;
using Clemap.Contracts.DesiredState;
using Clemap.Portal.Components;
using Clemap.Portal.Pages.Site;

namespace Clemap.Portal.Tests.Components;

public sealed class LimitEditorTests
{
    private readonly List<double?> _saved = [];

    [Fact]
    public async Task Save_ValueAboveTheFuse_SaysSoAndWritesNothing()
    {
        await using var portal = new PortalContext();
        var editor = Render(portal, new LimitStanding(80, null, 80, null));

        editor.Find("input").Input("90");
        await editor.Find("form").SubmitAsync();

        editor.Markup.ShouldContain("At most 80 A");
        _saved.ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_SoundValue_WritesIt()
    {
        await using var portal = new PortalContext();
        var editor = Render(portal, new LimitStanding(80, null, 80, null));

        editor.Find("input").Input("60");
        await editor.Find("form").SubmitAsync();

        _saved.ShouldBe([60]);
    }

    [Fact]
    public async Task Save_Refused_ShowsTheSentence()
    {
        await using var portal = new PortalContext();
        var editor = Render(portal, new LimitStanding(80, null, 80, null), answer: "Somebody else was faster.");

        await editor.Find("form").SubmitAsync();

        editor.Markup.ShouldContain("Somebody else was faster.");
    }

    [Fact]
    public async Task Reset_WishTakenBack_WritesNull()
    {
        await using var portal = new PortalContext();
        var editor = Render(portal, new LimitStanding(80, 60, 60, null));

        await editor.FindAll("button").Single(button => button.TextContent.Contains("Back to 80 A", StringComparison.Ordinal)).ClickAsync();

        _saved.ShouldBe([null]);
    }

    [Fact]
    public async Task Standing_WishNotInForce_ShowsBothSideBySide()
    {
        await using var portal = new PortalContext();

        var text = Render(portal, new LimitStanding(80, 60, 80, null)).Find("[data-testid=limit-standing]").TextContent;

        text.ShouldContain("wanted 60 A");
        text.ShouldContain("in force 80 A");
    }

    [Theory]
    [InlineData("above-rating", "above what was commissioned")]
    [InlineData("something-new", "Two words from the device.")]
    public async Task Standing_Refused_SaysWhy(string code, string sentence)
    {
        await using var portal = new PortalContext();

        var editor = Render(portal, new LimitStanding(80, 60, 80, new RefusedState(4, code, World.Grid, "Two words from the device.")));

        editor.Find(".needs-person").TextContent.ShouldContain(sentence);
    }

    private IRenderedComponent<LimitEditor> Render(PortalContext portal, LimitStanding limit, string? answer = null) =>
        portal.Render<LimitEditor>(parameters => parameters
            .Add(editor => editor.SubjectId, World.Grid)
            .Add(editor => editor.Subject, "Grid connection")
            .Add(editor => editor.Limit, limit)
            .Add(editor => editor.Rule, new LimitRule(limit.CommissionedA))
            .Add(editor => editor.Save, valueA =>
            {
                _saved.Add(valueA);
                return Task.FromResult(answer);
            }));
}
