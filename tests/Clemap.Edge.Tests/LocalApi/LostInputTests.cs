using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>What somebody has typed, and what goes wrong before it is saved, in a real browser.</summary>
public sealed class LostInputTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unsaved_changes_outlast_another_page_another_language_and_a_sign_in_and_are_discarded_on_demand()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        await person.FillAsync("baseLoadA", "12");

        await person.GoAsync("models");
        await person.GoAsync("site");
        await Expect(person.Page.Locator(".kept")).ToContainTextAsync("still here, but not saved");
        await person.Page.GetByLabel("Language").SelectOptionAsync("de");
        await Expect(person.Page.Locator(".kept")).ToContainTextAsync("noch da, aber nicht gespeichert");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Abmelden" }).ClickAsync();
        await person.SignInWithFormAsync();
        await person.GoAsync("site");
        await Expect(person.Page.Locator("[data-field='baseLoadA'] input")).ToHaveValueAsync("12");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Änderungen verwerfen" }).ClickAsync();
        await Expect(person.Page.Locator("[data-field='baseLoadA'] input")).ToHaveValueAsync("10");
        await Expect(person.Page.Locator(".kept")).ToHaveCountAsync(0);
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reload_with_unsaved_changes_asks_first()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        var asked = new TaskCompletionSource<string>();
        person.Page.Dialog += (_, dialog) => asked.TrySetResult(dialog.Type);
        await person.FillAsync("baseLoadA", "12");

        await person.Page.ReloadAsync();

        (await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(DialogType.BeforeUnload);
    }

    [Fact]
    public async Task Who_saves_after_somebody_else_is_told_keeps_what_was_typed_and_has_a_way_on()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, "de-CH");
        await person.SignInAsync();
        await person.GoAsync("site");
        await person.FillAsync("baseLoadA", "12");
        var stands = await elena.GetAsync("/api/configuration", Stop);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration")
        {
            Content = new StringContent((await stands.Content.ReadAsStringAsync(Stop)).Replace("\"baseLoadA\": 10", "\"baseLoadA\": 14", StringComparison.Ordinal)),
        };
        put.Headers.TryAddWithoutValidation("If-Match", stands.Headers.ETag!.ToString());
        (await elena.SendAsync(put, Stop)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Task.Delay(1500, Stop);
        await Box.UntilAsync(async () => (await elena.GetAsync("/api/live", Stop)).IsSuccessStatusCode, "the controller with the change of the other");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Prüfen und speichern" }).ClickAsync();
        await Expect(person.Page.Locator(".save-bar")).ToContainTextAsync("Jemand anders hat die Konfiguration inzwischen geändert");
        await Expect(person.Page.Locator("[data-field='baseLoadA'] input")).ToHaveValueAsync("12");
        await person.Page.Locator(".save-bar").GetByRole(AriaRole.Button, new() { Name = "Änderungen verwerfen" }).ClickAsync();
        await Expect(person.Page.Locator("[data-field='baseLoadA'] input")).ToHaveValueAsync("14");
    }

    [Theory]
    [InlineData("de-CH", "muss eine Zahl sein", "darf nicht leer sein", "Zum ersten Feld")]
    [InlineData("fr-CH", "doit être un nombre", "ne doit pas être vide", "Au premier champ")]
    [InlineData("it-CH", "deve essere un numero", "non può essere vuoto", "Al primo campo")]
    [InlineData("en-GB", "must be a number", "must not be empty", "To the first field")]
    public async Task A_wrong_field_says_why_in_the_language_of_the_reader_and_is_found_wherever_it_is_hidden(string language, string number, string empty, string goTo)
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, language, isPhone: true);
        await person.SignInAsync();
        await person.GoAsync("site");
        var box_ = person.Page.Locator("[data-field='stations[0].minimumA']");
        await person.Page.Locator("[data-path='stations[0]'] > summary").ClickAsync();
        await person.FillAsync("stations[0].minimumA", "sechs");
        await Expect(box_.Locator(".wrong")).ToHaveTextAsync(number);
        await person.FillAsync("stations[0].minimumA", "");
        await Expect(box_.Locator(".wrong")).ToHaveTextAsync(empty);
        await person.FillAsync("stations[0].minimumA", "40");
        await Expect(person.Page.Locator("[data-field='stations[0].maximumA'] .wrong")).Not.ToBeEmptyAsync();
        await Expect(person.Page.Locator("[data-field='stations[0].maximumA'] .wrong")).Not.ToContainTextAsync("minimumA"); // its label in place of its name
        await person.FillAsync("stations[0].minimumA", "6");
        await Expect(box_.Locator(".wrong")).ToBeHiddenAsync();

        var more = person.Page.Locator("[data-more='stations[0]']");
        await more.Locator("> summary").ClickAsync();
        await person.FillAsync("stations[0].weight", "0");
        await Expect(more.Locator(".field .wrong:not([hidden])")).ToHaveCountAsync(1);
        await more.Locator("> summary").ClickAsync();
        await Expect(more.Locator("> summary .count")).Not.ToBeEmptyAsync();
        await person.Page.Locator("[data-path='stations[0]'] > summary").ClickAsync();
        await person.ScreenshotAsync($"editor-hidden-{language}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = goTo }).ClickAsync();
        await Expect(person.Page.Locator("[data-field='stations[0].weight'] input")).ToBeFocusedAsync();
        (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_is_cut_in_the_middle_of_a_test_is_said_and_the_test_is_there_when_it_is_back()
    {
        await using var box = await Box.StartAsync(2);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, "fr-CH", isPhone: true);
        await person.SignInAsync();
        await person.GoAsync("commissioning");
        await person.Page.Locator("#plugged").CheckAsync();
        await person.Page.Locator("section[aria-labelledby=step-phases] button.start").ClickAsync();
        await Expect(person.Page.Locator(".running")).ToBeVisibleAsync();

        await person.Page.Context.SetOfflineAsync(true);
        await Expect(person.Page.Locator("#cut")).ToContainTextAsync("L'appareil ne répond pas");
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Person.Folder, "edge-cut-phone.png") });
        await person.Page.Context.SetOfflineAsync(false);
        await Expect(person.Page.Locator("#cut")).ToBeHiddenAsync();

        await Expect(person.Page.Locator("section[aria-labelledby=step-phases] .results")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Script_in_names_is_a_name()
    {
        const string Name = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        await using var box = await Box.StartAsync(1, site => site with
        {
            Circuits = [site.Circuits[0] with { Name = Name }],
            Stations = [site.Stations[0] with { Name = Name }],
        });
        var elena = await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        int dialogs = 0;
        person.Page.Dialog += (_, _) => Interlocked.Increment(ref dialogs);
        await person.SignInAsync();
        foreach (string page in (string[])["live", "site", "commissioning", "log"])
        {
            await person.GoAsync(page);
            await person.Page.WaitForTimeoutAsync(300);
            (await person.Page.Locator("main img, main script").CountAsync()).ShouldBe(0, page);
        }
        await person.GoAsync("live");
        await Expect(person.Page.Locator(".circuit h2")).ToContainTextAsync(Name);
        string report = await Commissioning.Wizard.ReportAsync(elena);
        report.ShouldContain("&lt;img src=x");
        report.ShouldNotContain("<img");
        dialogs.ShouldBe(0);
        person.Complaints.ShouldBeEmpty();
    }
}
