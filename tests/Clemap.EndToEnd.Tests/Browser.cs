using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Clemap.EndToEnd.Tests;

/// <summary>A person at a browser of their own. What the browser complains about on the way fails the journey.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<Browser> SignedInAsync(DemoFixture demo, string role, string language = "en-GB")
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            BaseURL = demo.Address,
            Locale = language,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        // The machine may be busy with the rest of the tests.
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var person = new Browser(playwright, browser, page);
        await page.GotoAsync("/");
        await page.FillAsync("#email", $"{role}@sonnenhof.example");
        await page.FillAsync("#password", demo.Password);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync(address => !address.Contains("/account/", StringComparison.Ordinal) && !address.Contains("/connect/", StringComparison.Ordinal));
        return person;
    }

    /// <summary>Clicks until it took effect: the first click can come before the page's circuit stands.</summary>
    public async Task ClickUntilAsync(string target, string effect)
    {
        await Page.Locator(target).First.WaitForAsync();
        for (var attempt = 0; attempt < 20 && await Page.Locator(effect).CountAsync() == 0; attempt++)
        {
            await Page.ClickAsync(target);
            await Page.WaitForTimeoutAsync(500);
        }
        await Page.Locator(effect).First.WaitForAsync();
    }

    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(DemoFixture.Screenshots, name + ".png") });

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }
}
