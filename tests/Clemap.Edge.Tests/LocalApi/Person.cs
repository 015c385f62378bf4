using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Somebody with a browser in front of a box. What the browser complains about on the way fails the test.</summary>
internal sealed class Person : IAsyncDisposable
{
    /// <summary>Of screenshots; they are kept beside the test results.</summary>
    public static readonly string Folder = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "screenshots")).FullName;

    private readonly ConcurrentQueue<string> complaints = new();
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Person(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (this.playwright, this.browser, Page) = (playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
    }

    public IPage Page { get; }

    /// <summary>Refused requests are told by the page in words, and by the browser, too.</summary>
    public IEnumerable<string> Complaints => complaints.Where(text => !text.Contains("status of 4", StringComparison.Ordinal));

    public static async Task<Person> AtAsync(Uri address, string language = "en-GB", bool isPhone = false, bool isDark = false)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions
        {
            BaseURL = address.ToString(),
            IgnoreHTTPSErrors = true, // the exception that the electrician makes
            Locale = language,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = isPhone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 800 },
        });
        page.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        var person = new Person(playwright, browser, page);
        await page.GotoAsync("/");
        return person;
    }

    /// <param name="field">Its path in edge.json.</param>
    public Task FillAsync(string field, string value) => Page.Locator($"[data-field='{field}'] input").FillAsync(value);

    /// <summary>With the form that is shown: the first account when a code is given.</summary>
    public async Task SignInAsync(string? code = null)
    {
        await Page.Locator("form").WaitForAsync();
        if (code is not null)
            await Page.Locator("[autocomplete=one-time-code]").FillAsync(code);
        await SignInWithFormAsync();
        await Page.GetByTestId("live").WaitForAsync();
    }

    /// <summary>Back to the page that was looked at before.</summary>
    public async Task SignInWithFormAsync()
    {
        await Page.Locator("[autocomplete=username]").FillAsync(Box.Electrician);
        await Page.Locator("[type=password]").FillAsync(Box.Password);
        await Page.Locator("button[type=submit]").ClickAsync();
        await Page.Locator("nav").WaitForAsync();
    }

    public async Task GoAsync(string page)
    {
        await Page.Locator($"nav a[href='#/{page}']").ClickAsync();
        await Page.Locator($"nav a[href='#/{page}'][aria-current=page]").WaitForAsync();
        await Page.Locator("main > h1 ~ :not(:text-is('Loading…')):not([hidden])").First.WaitForAsync();
    }

    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, $"edge-{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Clemap.Cloud.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
