using Deque.AxeCore.Commons;

namespace Clemap.EndToEnd.Tests;

/// <summary>WCAG 2.2 AA as far as a program can tell: every page that a role's own links lead to, in both themes, at the width of a desk and of a phone.</summary>
public sealed class AccessibilityTests(DemoFixture demo)
{
    private const int MostPages = 60;
    private static readonly (string Theme, int Width)[] Looks = [("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)];

    // Only what is violated is told in full, and there are no frames.
    private const string Run =
        """
        async () => (await axe.run(document, {
            iframes: false, resultTypes: ['violations'],
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        })).violations.flatMap(rule => rule.nodes.map(node => `${rule.id} (${rule.help}): ${node.html}`))
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Documents, and what changes something when it is followed.
    private static readonly string[] NotPages = ["/downloads/", "/sign-out", "/switch", "/culture", "/account", "/reference", "/openapi"];

    [Theory]
    [InlineData("administrator")]
    [InlineData("owner")]
    [InlineData("electrician")]
    [InlineData("supplier")]
    [InlineData("resident")]
    public async Task Every_page_of_a_role_is_for_everybody(string role)
    {
        await using var person = await Browser.SignedInAsync(demo, role);
        var (waiting, seen, found) = (new Queue<string>(), new HashSet<string>(), new List<string>());
        Add(new Uri(person.Page.Url).AbsolutePath);
        while (waiting.TryDequeue(out var path))
        {
            seen.Count.ShouldBeLessThan(MostPages, "links without end");
            await person.Page.SetViewportSizeAsync(1280, 900);
            await person.Page.GotoAsync(path);
            await person.Page.Locator("main h1").First.WaitForAsync();
            // Until what is read after the frame is there too.
            await person.Page.WaitForFunctionAsync("() => !document.querySelector('.loading, [aria-busy=true]')");
            foreach (var link in await person.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href]')].map(link => link.pathname)"))
                Add(link);
            found.AddRange(await LookAsync(person, path));
        }

        found.ShouldBeEmpty($"{role}, {seen.Count} pages");
        person.Complaints.ShouldBeEmpty();

        void Add(string link)
        {
            if (!NotPages.Any(link.StartsWith) && seen.Add(link))
                waiting.Enqueue(link);
        }
    }

    private static async Task<List<string>> LookAsync(Browser person, string path)
    {
        List<string> found = [];
        await person.Page.EvaluateAsync(Axe);
        foreach (var (theme, width) in Looks)
        {
            await person.Page.SetViewportSizeAsync(width, 900);
            await person.Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
            // A colour on its way to the other theme has the contrast of neither.
            await person.Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => !(animation instanceof CSSTransition))");
            found.AddRange((await person.Page.EvaluateAsync<string[]>(Run)).Select(violation => $"{path}, {theme}, {width} px: {violation}"));
            if (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                found.Add($"{path}, {theme}, {width} px: wider than the window");
        }

        return found;
    }
}
