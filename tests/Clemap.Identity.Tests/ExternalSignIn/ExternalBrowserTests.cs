using Clemap.Identity.Accounts;
using Clemap.Identity.Tests.Passkeys;
using Microsoft.Playwright;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>The same in a real Chromium, whose content security policy also looks at where a form leads in the end.</summary>
[Collection(nameof(ExternalFixture))]
public sealed class ExternalBrowserTests(ExternalFixture external)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_press_on_the_button_leads_to_the_issuer_and_back_and_the_browser_complains_about_nothing(bool instead)
    {
        var (_, email, persona) = await external.LinkedAsync();
        var host = instead ? external.Instead : external.Beside;
        await using var browser = await PasskeyBrowser.StartAsync(host.Address);
        await browser.Page.Context.AddCookiesAsync([new Cookie { Name = ForeignIssuer.PersonaCookie, Value = external.Issuer.Know(persona), Url = external.Issuer.Address.ToString() }]);
        await browser.Page.GotoAsync(AccountPaths.WithReturn(AccountPaths.Login, AccountPaths.Overview));
        await ShotAsync(browser.Page, $"login-{instead}");
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Muster-Login" }).ClickAsync();
        await browser.Page.WaitForURLAsync("**/account");
        await Assertions.Expect(browser.Page.GetByText(email)).ToBeVisibleAsync();
        foreach (var page in new[] { AccountPaths.Overview, AccountPaths.ExternalLinks, AccountPaths.OwnData })
        {
            await browser.Page.GotoAsync(page);
            await ShotAsync(browser.Page, $"{page.Replace('/', '-')}-{instead}");
        }

        browser.Complaints.ShouldBeEmpty();
    }

    // To be looked at by a person who asks for it.
    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("CLEMAP_PICTURES") is not { Length: > 0 } folder)
            return;
        foreach (var width in new[] { 390, 1280 })
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true });
        }
    }
}
