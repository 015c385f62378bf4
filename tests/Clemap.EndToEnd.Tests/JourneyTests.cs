using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clemap.EndToEnd.Tests;

public sealed class JourneyTests(DemoFixture demo)
{
    private const string Site = "/sites/01900000-0000-7000-8000-000000000002";
    private const string Grid = "[data-testid='circuit-Grid connection']";

    [Fact]
    public async Task Administrator_lowers_the_site_limit_and_sees_it_in_force()
    {
        await using var person = await Browser.SignedInAsync(demo, "administrator");
        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex(Site));
        await Expect(person.Page.GetByTestId("live")).ToContainTextAsync("live");
        await person.ScreenshotAsync("site");

        await person.ClickUntilAsync($"{Grid} .limit-button", $"{Grid} [data-testid=limit-editor]");
        await ChangeAsync("62");
        await ChangeAsync("80");

        person.Complaints.ShouldBeEmpty();

        async Task ChangeAsync(string limitA)
        {
            await person.Page.Locator($"{Grid} [data-testid=limit]").FillAsync(limitA);
            await person.Page.Locator($"{Grid} [data-testid=limit-editor] button[type=submit]").ClickAsync();
            var standing = person.Page.Locator($"{Grid} [data-testid=limit-standing]");
            await Expect(standing).ToContainTextAsync($"in force {limitA} A");
            await Expect(standing).ToHaveAttributeAsync("data-pending", "false");
        }
    }

    [Fact]
    public async Task Owner_starts_a_run_and_downloads_the_invoice()
    {
        await using var person = await Browser.SignedInAsync(demo, "owner");
        await person.Page.GetByRole(AriaRole.Link, new() { Name = "Bills" }).ClickAsync();
        await person.ClickUntilAsync("form.start-run button[type=submit]", "[data-testid=run-status]");
        await Expect(person.Page.GetByTestId("run-status")).ToHaveAttributeAsync("data-status", "Issued");
        await person.ScreenshotAsync("billing");

        var pdf = await DownloadAsync(person, "a[href^='/downloads/invoices/']");
        var csv = await DownloadAsync(person, "a[href$='/invoices.csv']");

        Encoding.ASCII.GetString(pdf, 0, 5).ShouldBe("%PDF-");
        csv.Length.ShouldBeGreaterThan(100);
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Supplier_lands_on_the_released_months_and_downloads_sdat()
    {
        await using var person = await Browser.SignedInAsync(demo, "supplier");
        await Expect(person.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sdat$"));
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Sites" })).ToHaveCountAsync(0);

        var zip = await DownloadAsync(person, "a[href$='/sdat.zip']");

        Encoding.ASCII.GetString(zip, 0, 2).ShouldBe("PK");
        person.Complaints.ShouldBeEmpty();
        await person.Page.GotoAsync(Site);
        await Expect(person.Page.Locator("main h1")).ToHaveTextAsync("Not for this sign-in");
    }

    [Fact]
    public async Task Electrician_sees_no_control_and_cannot_call_it()
    {
        await using var person = await Browser.SignedInAsync(demo, "electrician");
        await person.ClickUntilAsync("[data-testid=station-A1] .station-row", "[data-testid=station-A1] .panel");

        await Expect(person.Page.Locator("[data-testid=limit-editor], .limit-button, .priority")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Bills" })).ToHaveCountAsync(0);

        var answer = await person.Page.Context.APIRequest.PatchAsync($"{demo.Address}/api/v1{Site}/desired-state", new()
        {
            Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + await TokenAsync(person) },
            DataObject = new { stationLimitsA = new Dictionary<string, double?> { ["01900000-0000-7000-8000-0000000000a1"] = 6 } },
        });

        answer.Status.ShouldBe((int)HttpStatusCode.Forbidden);
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_behind_every_tab()
    {
        await using var person = await Browser.SignedInAsync(demo, "owner");
        await person.ClickUntilAsync("[data-testid=person]", "form[action='/sign-out'] button:visible");
        await person.Page.ClickAsync("form[action='/sign-out'] button");
        await person.Page.Locator("#email").WaitForAsync();

        await person.Page.GotoAsync(Site + "/billing");

        await Expect(person.Page.Locator("#password")).ToBeVisibleAsync();
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_address_shows_the_portal_s_own_page()
    {
        await using var person = await Browser.SignedInAsync(demo, "owner");

        var answer = await person.Page.GotoAsync("/no-such-page");

        answer!.Status.ShouldBe((int)HttpStatusCode.NotFound);
        await Expect(person.Page.Locator("main h1")).ToHaveTextAsync("There is no such page");
    }

    [Theory]
    [InlineData("de-CH", "Netz", "Abrechnung")]
    [InlineData("fr-CH", "raccordement", "Factures")]
    [InlineData("it-CH", "allacciamento", "Fatture")]
    public async Task Each_language_speaks_on_the_site_page(string language, string word, string bills)
    {
        await using var person = await Browser.SignedInAsync(demo, "owner", language);

        await Expect(person.Page.GetByTestId("headline")).ToContainTextAsync(word);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = bills })).ToBeVisibleAsync();

        await person.Page.SetViewportSizeAsync(390, 844);
        await person.ScreenshotAsync("site-phone-" + language);
        (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        person.Complaints.ShouldBeEmpty();
    }

    private static async Task<byte[]> DownloadAsync(Browser person, string link)
    {
        await person.Page.Locator(link).First.WaitForAsync();
        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.Locator(link).First.ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>An access token for the person who is signed in there: the browser's cookie answers the sign-in page's question.</summary>
    private async Task<string> TokenAsync(Browser person)
    {
        var verifier = Url(RandomNumberGenerator.GetBytes(32));
        const string callback = "http://127.0.0.1/callback";
        var answer = await person.Page.Context.APIRequest.GetAsync(
            $"{demo.Address}/connect/authorize?client_id=clemap-command-line&response_type=code&scope=openid%20profile%20api&code_challenge_method=S256"
            + $"&code_challenge={Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))}&state=x&redirect_uri={Uri.EscapeDataString(callback)}",
            new() { MaxRedirects = 0 });
        var code = HttpUtility.ParseQueryString(new Uri(answer.Headers["location"]).Query)["code"];
        var form = person.Page.Context.APIRequest.CreateFormData();
        form.Append("grant_type", "authorization_code");
        form.Append("client_id", "clemap-command-line");
        form.Append("code", code!);
        form.Append("code_verifier", verifier);
        form.Append("redirect_uri", callback);
        var tokens = await person.Page.Context.APIRequest.PostAsync($"{demo.Address}/connect/token", new() { Form = form });
        using var body = JsonDocument.Parse(await tokens.TextAsync());
        return body.RootElement.GetProperty("access_token").GetString()!;
    }

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
