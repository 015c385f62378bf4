using System.Collections.Concurrent;
using Clemap.Identity.Tests.Hosting;
using Microsoft.Playwright;

namespace Clemap.Identity.Tests.Passkeys;

/// <summary>A real Chromium with a virtual authenticator in it, as its DevTools protocol offers one. It answers at once as if its owner had put the finger on it.</summary>
internal sealed class PasskeyBrowser : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly ICDPSession devTools;
    private string authenticator = "";

    private PasskeyBrowser(IPlaywright playwright, IBrowser browser, IPage page, ICDPSession devTools)
    {
        (this.playwright, this.browser, Page, this.devTools) = (playwright, browser, page, devTools);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained about: a content security policy that forbids, for one.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public static async Task<PasskeyBrowser> StartAsync(Uri address)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = address.ToString(), Locale = "en-GB" });
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        return new(playwright, browser, page, devTools);
    }

    public async Task AddAuthenticatorAsync()
    {
        var added = await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        authenticator = added!.Value.GetProperty("authenticatorId").GetString()!;
    }

    /// <summary>False: whoever holds the device is not its owner.</summary>
    public Task VerifyUserAsync(bool isOwner) => devTools.SendAsync(
        "WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = authenticator, ["isUserVerified"] = isOwner });

    public async Task SignInAsync(string email)
    {
        await Page.GotoAsync("/account/login?returnUrl=%2Faccount");
        await Page.FillAsync("#email", email);
        await Page.FillAsync("#password", IdentityFixture.Password);
        await Page.ClickAsync("form:not([data-passkey]) button[type=submit]");
        await Page.WaitForURLAsync("**/account", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
    }

    public async Task AddPasskeyAsync(string name, string password = IdentityFixture.Password)
    {
        await Page.GotoAsync("/account/passkeys");
        await Page.FillAsync("#name", name);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("form[data-passkey] button[type=submit]");
    }

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
