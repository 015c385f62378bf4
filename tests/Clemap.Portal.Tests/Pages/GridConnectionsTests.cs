using Bunit;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Grid;

namespace Clemap.Portal.Tests.Pages;

public sealed class GridConnectionsTests
{
    [Fact]
    public async Task A_server_is_connected_with_what_the_supplier_calls_the_sites_and_taken_away_after_a_second_thought()
    {
        await using var portal = new PortalContext(Role.EnergySupplier);
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=no-connections]").TextContent.ShouldBe("No server is connected.");
        page.Find("[data-testid=connect-new]").Click();
        foreach (var (field, value) in new[]
        {
            ("connection-name", "Supplier"), ("connection-url", "https://vtn.clemap.example/openadr3"), ("connection-token-url", "https://vtn.clemap.example/token"), ("connection-client", "ven"),
            ("connection-secret", "a secret"), ("connection-program", "Peak"), ($"called-{World.SiteId}", " house-1 "),
        })
            page.Find($"[data-testid={field}]").Change(value);
        page.Find("[data-testid=connect]").Submit();

        page.WaitForAssertion(() => page.Find("[data-testid=connections-told]").TextContent.ShouldBe("Connected: Supplier. It is asked in a moment."));
        var made = portal.OpenAdr.Made.ShouldHaveSingleItem();
        (made.Url, made.ClientSecret, made.ProgramName).ShouldBe(("https://vtn.clemap.example/openadr3", "a secret", "Peak"));
        (made.Targets!.Single().Value, made.Targets!.Single().Means!.SiteIds!.Single()).ShouldBe(("house-1", World.SiteId));
        page.Markup.ShouldNotContain("a secret");

        page.FindAll("button").Single(button => button.TextContent == "Take away").Click();
        portal.OpenAdr.Connections.Count.ShouldBe(1);
        page.FindAll("button").Single(button => button.TextContent == "Take away now").Click();
        page.WaitForAssertion(() => page.Find("[data-testid=no-connections]"));
    }

    [Fact]
    public async Task How_a_connection_stands_is_said_and_looked_at_again()
    {
        await using var portal = new PortalContext();
        portal.OpenAdr.Connections.Add(OpenAdrWorld.Connection("Supplier", new(World.Now, World.Now, World.Now, OpenAdrError.Garbage, "Detail.", 2, 1, [])));
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=connections] .needs-person").TextContent.ShouldBe("Its answer is not OpenADR 3. What was commanded keeps to its own end.");

        portal.OpenAdr.Connections[0] = OpenAdrWorld.Connection("Supplier", new(World.Now, World.Now, World.Now, null, null, 2, 1, [new("event-7", "0", "units", "KVA")]));
        portal.Clock.Advance(TimeSpan.FromSeconds(10));
        page.WaitForAssertion(() => page.Find("[data-testid=connections]").TextContent.ShouldContain("2 events, 1 reductions open"));
        page.Find("[data-testid=connections] .needs-person").TextContent.ShouldBe("1 parts of events are not understood and command nothing, first of event-7: units KVA");
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        await using var portal = new PortalContext();
        portal.OpenAdr.Broken = new("required", "targets", "English.");
        var page = portal.Render<GridPage>();
        page.Find("[data-testid=connect-new]").Click();
        page.Find("[data-testid=connect]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=connections-told]").TextContent.ShouldBe("Say for at least one site what the supplier calls it."));
    }
}
