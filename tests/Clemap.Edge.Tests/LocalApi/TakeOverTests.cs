using System.Text.Json;
using Clemap.Edge.Tests.Modbus;
using static Microsoft.Playwright.Assertions;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>From the search to a station under control, in a real browser.</summary>
public sealed class TakeOverTests
{
    [Fact]
    public async Task A_station_that_is_on_a_bus_by_nature_is_taken_over_as_it_answered_and_controlled()
    {
        await using var station = Sungrow();
        await using var box = await Box.StartAsync(1, site => site with { BaseLoadA = 5 });
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, "de-CH", isPhone: true);
        await person.SignInAsync();
        await person.GoAsync("commissioning");
        await SearchAsync(person, $"{station.Port}");
        await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { NameRegex = new("\\(127\\.0\\.0\\.1\\) hinzufügen") }).First.ClickAsync();

        var card = person.Page.Locator("[data-path='stations[1]']");
        await Expect(card).ToHaveAttributeAsync("open", "");
        // Several models fit what it showed; the electrician reads the plate.
        await card.Locator("[data-field='stations[1].model'] button").ClickAsync();
        var picker = person.Page.GetByRole(Microsoft.Playwright.AriaRole.Dialog);
        await picker.Locator("input").FillAsync("sungrow");
        await picker.Locator("[data-model='sungrow-ac'] button").ClickAsync();
        await Expect(card.Locator("[data-field='stations[1].model']")).ToContainTextAsync("Sungrow");
        await card.Locator("[data-more='stations[1]'] > summary").ClickAsync();
        await Expect(card.Locator("[data-field='stations[1].transport'] select")).ToHaveValueAsync("tcp");
        await person.FillAsync("stations[1].name", "Besucher");
        await person.FillAsync("stations[1].fallbackA", "16"); // this model goes on with its last order
        await Expect(person.Page.Locator(".problems .wrong")).ToHaveCountAsync(0);
        await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Prüfen und speichern" }).ClickAsync();
        await Expect(person.Page.GetByText("In Kraft.")).ToBeVisibleAsync();

        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(box.File, TestContext.Current.CancellationToken));
        file.RootElement.GetProperty("stations")[1].GetProperty("transport").GetString().ShouldBe("tcp");
        await Box.UntilAsync(() => Task.FromResult(station.Get(21202) >= 600), "a limit in the station's register");
        await person.GoAsync("live");
        await Expect(person.Page.GetByTestId("station-Besucher")).ToContainTextAsync("darf");
        person.Complaints.Where(text => !text.Contains("ERR_", StringComparison.Ordinal)).ShouldBeEmpty(); // while the controller started again
    }

    [Fact]
    public async Task Two_found_stations_are_taken_over_one_after_the_other_before_anything_is_saved()
    {
        await using var box = await Box.StartAsync(1);
        await using var other = new ControlLoop.Garage(2);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("commissioning");
        await SearchAsync(person, $"{other.Stations[0].Port}, {other.Stations[1].Port}");
        await Expect(person.Page.Locator("ul.found > li")).ToHaveCountAsync(2);
        for (int i = 0; i < 2; i++)
        {
            await person.GoAsync("commissioning");
            await person.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { NameRegex = new("^Add .*\\(127\\.0\\.0\\.1\\)$") }).First.ClickAsync(); // the one before shows that it is taken
            await Expect(person.Page.Locator($"[data-path='stations[{i + 1}]']")).ToBeVisibleAsync();
        }

        await Expect(person.Page.Locator("[data-path='stations[1]']")).ToBeVisibleAsync();
        await Expect(person.Page.Locator(".kept")).ToContainTextAsync("still here");
        person.Complaints.ShouldBeEmpty();
    }

    private static async Task SearchAsync(Person person, string ports)
    {
        var step = person.Page.Locator("section[aria-labelledby=step-find]");
        await step.Locator("input").First.FillAsync("127.0.0.1/32");
        await step.Locator("details > summary").ClickAsync();
        await step.Locator("details input").FillAsync(ports);
        await step.Locator("button.start").ClickAsync();
    }

    private static RegisterServer Sungrow()
    {
        var station = new RegisterServer();
        station.SetInput(21299, 0, 0, 2300, 0, 2300, 0, 2300, 0, 0, 0); // energy; voltage and current of each phase in turn; power
        station.SetInput(21316, 3);
        station.Set(21202, 0);
        station.Set(21203, 0);
        station.Set(21211, 1);
        return station;
    }
}
