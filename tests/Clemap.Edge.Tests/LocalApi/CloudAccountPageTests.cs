using Clemap.Edge.Stations.Clouds;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>An electrician makes an account at a maker's cloud, stores its password, and puts a station behind it; in a real browser.</summary>
public sealed class CloudAccountPageTests
{
    [Fact]
    public async Task An_account_is_made_its_password_stored_and_a_station_put_behind_it()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        var page = person.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Add an account" }).ClickAsync();
        await Field("cloudAccounts[0].name").FillAsync("garage");
        await Field("cloudAccounts[0].user").FillAsync("demo@example.com");
        await Expect(page.GetByText("Save the site first")).ToBeVisibleAsync();

        await page.Locator("[data-path='stations[0]'] > summary").ClickAsync();
        await page.Locator("[data-field='stations[0].model']").GetByRole(AriaRole.Button).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Maker, model or protocol").FillAsync("easee");
        await dialog.Locator("[data-model='easee-cloud']").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Locator("[data-field='stations[0].host']")).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-field='stations[0].cloud.account'] .wrong")).ToContainTextAsync("names no cloud account");
        await page.Locator("[data-field='stations[0].cloud.account'] select").SelectOptionAsync("garage");
        await Field("stations[0].cloud.id").FillAsync("EH100000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await Expect(page.GetByText("In force.")).ToBeVisibleAsync();

        var account = page.Locator("[data-path='cloudAccounts[0]']");
        await Expect(account).ToContainTextAsync("None is stored yet");
        await account.GetByLabel("Password or key").FillAsync("correct horse battery");
        await account.GetByRole(AriaRole.Button, new() { Name = "Store" }).ClickAsync();
        await Expect(account).ToContainTextAsync("One is stored.");
        await person.ScreenshotAsync("cloud-account");

        new CloudSecrets(box.DataDir).Read("garage").ShouldBe("correct horse battery");
        (await File.ReadAllTextAsync(box.File, TestContext.Current.CancellationToken)).ShouldContain("EH100000");
        person.Complaints.Where(text => !text.Contains("ERR_", StringComparison.Ordinal)).ShouldBeEmpty(); // while the controller started again

        ILocator Field(string name) => page.Locator($"[data-field='{name}'] input");
    }

    [Fact]
    public async Task A_station_at_an_output_of_the_box_has_fields_for_its_line()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        var page = person.Page;

        await page.Locator("[data-path='stations[0]'] > summary").ClickAsync();
        await page.Locator("[data-field='stations[0].model']").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("[data-model='gpio-relay']").GetByRole(AriaRole.Button).ClickAsync();

        await page.Locator("[data-field='stations[0].gpio.chip'] input").FillAsync("-1");
        await page.Locator("[data-field='stations[0].gpio.line'] input").FillAsync("17");
        await Expect(page.Locator(".problems")).ToContainTextAsync("chip and line must not be negative");
        await Expect(page.Locator("[data-field='stations[0].host']")).ToHaveCountAsync(0);
        await Expect(page.Locator("[data-field='stations[0].meter.model'] option[value='smartme-meter-rest']")).ToHaveCountAsync(0);
        person.Complaints.ShouldBeEmpty();
    }
}
