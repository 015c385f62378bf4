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
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with Muster-Login" }).ClickAsync();
        await browser.Page.WaitForURLAsync("**/account");
        await Assertions.Expect(browser.Page.GetByText(email)).ToBeVisibleAsync();
        foreach (var page in new[] { AccountPaths.Overview, AccountPaths.ExternalLinks, AccountPaths.OwnData })
            await browser.Page.GotoAsync(page);

        browser.Complaints.ShouldBeEmpty();
    }
}
