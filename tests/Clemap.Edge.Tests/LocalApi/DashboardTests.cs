using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>The dashboard in a real browser, with nothing but the box on the network.</summary>
public sealed partial class DashboardTests
{
    /// <summary>What a screen reader stumbles over: controls and pictures without a name, ids used twice, levels of headings left out.</summary>
    private const string Stumbles = """
        () => {
          const found = [];
          const named = e => e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.textContent.trim() || e.title;
          for (const e of document.querySelectorAll('button, a, input, select, textarea'))
            if (!named(e)) found.push('no name: ' + e.outerHTML.slice(0, 80));
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => found.push('id twice: ' + id));
          for (const e of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
            for (const id of `${e.getAttribute('aria-labelledby') ?? ''} ${e.getAttribute('aria-describedby') ?? ''}`.split(' ').filter(Boolean))
              if (!document.getElementById(id)) found.push('names nothing: ' + id);
          let level = 0;
          for (const e of document.querySelectorAll('h1, h2, h3, h4')) {
            if (Number(e.tagName[1]) > level + 1) found.push('level left out before: ' + e.textContent);
            level = Number(e.tagName[1]);
          }
          if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) found.push('not one h1 and one main');
          if (document.body.textContent.includes('[object') || /undefined|NaN/.test(document.body.textContent)) found.push('a thing in place of a text');
          if (/\b(field|hint|editor|model|remains|wired|transport|ripple|step|start|now|result|verdict|test|find|report|problem|error|journal|backup)\.[a-z][\w-]*[.\w-]*/.test(main.innerText)) found.push('a key in place of a text: ' + RegExp.lastMatch);
          if (document.querySelector('[tabindex]:not([tabindex="0"], [tabindex="-1"])')) found.push('an order of its own for the keyboard');
          if (!document.documentElement.lang || !document.title) found.push('no language or title');
          const backgrounds = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!c.endsWith(', 0)')) return c; } return 'rgb(255, 255, 255)'; };
          const luminance = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          for (const e of document.querySelectorAll('main *')) {
            if (e.childElementCount || !e.textContent.trim() || !e.getClientRects().length || e.disabled || e.closest('option')) continue;
            const [one, two] = [luminance(getComputedStyle(e).color), luminance(backgrounds(e))].sort((a, b) => b - a);
            if ((one + 0.05) / (two + 0.05) < 4.5) found.push('weak contrast: ' + e.textContent.slice(0, 40));
          }
          return found;
        }
        """;

    [Fact]
    public async Task The_first_account_is_made_on_a_phone_and_the_live_view_says_why()
    {
        await using var box = await Box.StartAsync(2);
        await using var person = await Person.AtAsync(box.Address, isPhone: true);
        await Expect(person.Page.GetByRole(AriaRole.Heading, new() { Name = "The first account" })).ToBeVisibleAsync();
        await person.ScreenshotAsync("first-phone");
        await person.SignInAsync(box.Code());

        await Expect(person.Page.GetByTestId("live")).ToHaveTextAsync("live");
        var station = person.Page.GetByTestId("station-A1");
        await Expect(station).ToContainTextAsync("charging");
        await Expect(station).ToContainTextAsync(Order());
        await Expect(person.Page.GetByTestId("circuit-Grid connection").Locator(".phase-L1 .value")).ToHaveTextAsync(Current());
        box.Garage.Meter.Hangs = true;
        await Expect(station).ToContainTextAsync("A meter is silent or not plausible");
        await Expect(person.Page.Locator(".findings")).ToContainTextAsync("its meter is not believed");
        await person.ScreenshotAsync("live-phone");
        (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("de-CH", "Anmelden", "Inbetriebnahme")]
    [InlineData("fr-CH", "Connexion", "Mise en service")]
    [InlineData("it-CH", "Accesso", "Messa in servizio")]
    [InlineData("en-GB", "Sign in", "Commissioning")]
    public async Task Each_page_speaks_the_language_and_fits_a_phone(string language, string title, string commissioning)
    {
        await using var box = await Box.StartAsync(2);
        var elena = await box.FirstAsync();
        elena.DefaultRequestHeaders.Add("Accept-Language", language);
        await elena.PostAsJsonAsync("/api/commissioning/reports", new { electrician = "Elena Meier" }, TestContext.Current.CancellationToken);
        box.Garage.Stations[1].Hangs = true;
        await using var person = await Person.AtAsync(box.Address, language, isPhone: true, isDark: language == "fr-CH");
        await Expect(person.Page.Locator("h1")).ToHaveTextAsync(title);
        await person.SignInAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = commissioning })).ToBeAttachedAsync();
        foreach (string page in (string[])["site", "commissioning", "models", "log", "network", "accounts", "box", "live"])
        {
            await person.GoAsync(page);
            await person.Page.WaitForTimeoutAsync(300);
            await person.Page.EvaluateAsync("document.querySelectorAll('main details').forEach(details => { details.open = true; })");
            (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, page);
            (await person.Page.EvaluateAsync<string[]>(Stumbles)).ShouldBeEmpty($"{page} in {language}");
            await person.ScreenshotAsync($"{page}-phone-{language}");
            await person.Page.SetViewportSizeAsync(1280, 800);
            (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(1280, page);
            await person.ScreenshotAsync($"{page}-desk-{language}");
            await person.Page.SetViewportSizeAsync(390, 844);
        }
        await person.GoAsync("commissioning");
        var report = await person.Page.Context.RunAndWaitForPageAsync(() => person.Page.Locator("a[href^='api/commissioning/reports/']").ClickAsync());
        await report.SetViewportSizeAsync(390, 844);
        (await report.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390, "the report");
        await report.ScreenshotAsync(new() { Path = Path.Combine(Person.Folder, $"edge-report-phone-{language}.png"), FullPage = true });
        person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("de-CH", "antwortet nicht. Ist das Gerät eingeschaltet und sein Netzwerk verbunden?")]
    [InlineData("fr-CH", "ne répond pas.")]
    [InlineData("it-CH", "non risponde.")]
    [InlineData("en-GB", "gives no answer.")]
    public async Task What_is_wrong_with_a_station_is_a_sentence_in_the_language_of_the_person(string language, string sentence)
    {
        await using var box = await Box.StartAsync();
        await box.FirstAsync();
        box.Garage.Stations[0].Hangs = true;
        await using var person = await Person.AtAsync(box.Address, language, isPhone: true);
        await person.SignInAsync();

        await Expect(person.Page.GetByTestId("station-A1").Locator(".why.alarm")).ToContainTextAsync($"127.0.0.1:{box.Garage.Stations[0].Port} {sentence}");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_editor_shows_what_is_wrong_at_the_field_and_saves_what_is_right()
    {
        await using var box = await Box.StartAsync(2);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        await person.Page.Locator("[data-path='stations[1]'] > summary").ClickAsync();
        var rotation = person.Page.Locator("[data-field='stations[1].rotation']");
        await rotation.Locator("input").FillAsync("122");
        await Expect(rotation.Locator(".wrong")).ToContainTextAsync("must name the grid phase of each terminal");
        await Expect(rotation.Locator("input")).ToHaveAttributeAsync("aria-invalid", "true");
        await person.ScreenshotAsync("editor-wrong");
        var save = person.Page.GetByRole(AriaRole.Button, new() { Name = "Check and save" });
        await Expect(save).ToBeDisabledAsync();

        await rotation.Locator("input").FillAsync("231");
        await Expect(rotation.Locator(".wrong")).ToBeHiddenAsync();
        await save.ClickAsync();
        await Expect(person.Page.GetByText("In force.")).ToBeVisibleAsync();

        (await File.ReadAllTextAsync(box.File, TestContext.Current.CancellationToken)).ShouldContain("\"rotation\": \"231\"");
        await person.GoAsync("live");
        await Expect(person.Page.GetByTestId("live")).ToHaveTextAsync("live");
        await person.ScreenshotAsync("live-desk");
        await person.GoAsync("log");
        await Expect(person.Page.GetByTestId("journal").Locator("li").First).ToContainTextAsync("A2, Phase order: 123 → 231.");
        await Expect(person.Page.GetByTestId("journal").Locator("li").First).ToContainTextAsync("elena");
        await Expect(person.Page.GetByTestId("alarms")).ToBeHiddenAsync();
        person.Complaints.Where(text => !text.Contains("ERR_", StringComparison.Ordinal)).ShouldBeEmpty(); // while the controller started again
    }

    [Fact]
    public async Task The_model_of_a_station_is_searched_for_and_shows_what_it_can()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        await person.Page.Locator("[data-path='stations[0]'] > summary").ClickAsync();
        var model = person.Page.Locator("[data-field='stations[0].model']");
        await Expect(model.Locator(".chips")).ToContainTextAsync("falls back after 20 s: life bit");

        await model.GetByRole(AriaRole.Button).ClickAsync();
        var dialog = person.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Status)).ToHaveTextAsync(AllModels());
        await dialog.GetByLabel("Maker, model or protocol").FillAsync("premium dada");
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("1 of");
        await Expect(dialog.Locator(".experimental")).ToContainTextAsync("Somebody stands beside it");
        await person.ScreenshotAsync("models-picker");
        await person.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await model.GetByRole(AriaRole.Button).ClickAsync();
        await dialog.GetByLabel("Maker, model or protocol").FillAsync("keba p30");
        await dialog.Locator("[data-model='keba-p30']").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(model.GetByRole(AriaRole.Button)).ToContainTextAsync("KEBA");
        await Expect(model.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await Expect(model.Locator(".chips")).ToContainTextAsync("switches 1/3 phases");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_editor_covers_transformers_the_grid_operator_and_the_interfaces_and_says_what_is_wrong_while_one_types()
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("site");
        await person.Page.Locator("[data-path='meters[0]'] > summary").ClickAsync();
        await person.Page.Locator("[data-more='meters[0]'] > summary").ClickAsync();
        await person.FillAsync("meters[0].ctRatio", "0");
        await Expect(person.Page.Locator("[data-field='meters[0].ctRatio'] .wrong")).ToContainTextAsync("primary by secondary current");
        await person.FillAsync("meters[0].ctRatio", "1");
        await person.FillAsync("peakCapW", "11000");

        await person.Page.Locator("[data-path='building'] > summary").ClickAsync();
        await person.Page.Locator("[data-field='building.used'] input").CheckAsync();
        await person.FillAsync("building.modbusPort", "0");
        await person.FillAsync("building.allow", "192.168.1.20, here");
        await Expect(person.Page.Locator("[data-field='building.allow'] .wrong")).ToContainTextAsync("must be an IP address");
        await person.FillAsync("building.allow", "192.168.1.20, 192.168.1.21");
        await person.Page.Locator("[data-path='gridOperator'] > summary").ClickAsync();
        await person.Page.Locator("[data-field='gridOperator.ripple'] input").CheckAsync();
        await person.FillAsync("gridOperator.ripple.modbus.host", "127.0.0.1");
        await person.FillAsync("gridOperator.ripple.modbus.port", $"{box.Garage.Meter.Port}");
        await person.Page.Locator("[data-field='gridOperator.ripple.remains'] select").SelectOptionAsync("leavesA");
        await person.FillAsync("gridOperator.ripple.leavesA", "-1");
        await Expect(person.Page.Locator("[data-field='gridOperator.ripple.leavesA'] .wrong")).ToContainTextAsync("not negative");
        await person.FillAsync("gridOperator.ripple.leavesA", "10");
        await Expect(person.Page.Locator(".problems .wrong")).ToHaveCountAsync(0);
        await person.ScreenshotAsync("editor-interfaces");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Check and save" }).ClickAsync();
        await Expect(person.Page.GetByText("In force.")).ToBeVisibleAsync();

        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(box.File, TestContext.Current.CancellationToken));
        var root = file.RootElement;
        root.GetProperty("peakCapW").GetDouble().ShouldBe(11000);
        root.GetProperty("meters")[0].GetProperty("ctRatio").GetDouble().ShouldBe(1);
        root.GetProperty("building").GetProperty("allow")[1].GetString().ShouldBe("192.168.1.21");
        root.GetProperty("gridOperator").GetProperty("ripple").GetProperty("leavesA").GetDouble().ShouldBe(10);
        person.Complaints.Where(text => !text.Contains("ERR_", StringComparison.Ordinal)).ShouldBeEmpty(); // while the controller started again
    }

    [Fact]
    public async Task The_wizard_finds_a_station_proves_fallbacks_and_writes_the_report()
    {
        await using var box = await Box.StartAsync(1);
        await using var other = new ControlLoop.Garage(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("commissioning");

        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Prove the fallbacks" }).ClickAsync();
        await Expect(person.Page.Locator(".results")).ToContainTextAsync("Holds 6 A after 20 s of silence, read back.");
        await person.Page.GetByLabel("Electrician").FillAsync("Elena Meier");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Make the report" }).ClickAsync();
        var report = await person.Page.Context.RunAndWaitForPageAsync(() => person.Page.Locator("a[href^='api/commissioning/reports/']").ClickAsync());
        await Expect(report.Locator("h1")).ToHaveTextAsync("Commissioning report");
        (await report.Locator("h1").EvaluateAsync<string>("e => getComputedStyle(e).fontSize")).ShouldBe("24px"); // its style is let through
        await report.ScreenshotAsync(new() { Path = Path.Combine(Person.Folder, "edge-report.png"), FullPage = true });
        await report.SetViewportSizeAsync(390, 844);
        (await report.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await report.CloseAsync();

        await person.Page.GetByLabel("Subnet").FillAsync("127.0.0.1/32");
        await person.Page.Locator("#step-find ~ details > summary").ClickAsync();
        await person.Page.GetByLabel("Ports").FillAsync($"{other.Stations[0].Port}, {box.Garage.Meter.Port}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(person.Page.GetByText("already configured: Grid meter")).ToBeVisibleAsync();
        await person.ScreenshotAsync("commissioning-desk");
        await person.Page.Locator("[data-model='webasto-next'] button").ClickAsync();

        await Expect(person.Page.Locator("[data-path='stations[1]'] > summary")).ToContainTextAsync("127.0.0.1");
        await Expect(person.Page.Locator("[data-field='stations[1].port'] input")).ToHaveValueAsync($"{other.Stations[0].Port}");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_several_models_fit_all_are_shown_and_the_electrician_chooses()
    {
        await using var box = await Box.StartAsync(1);
        await using var vague = new Modbus.RegisterServer { KnowsAll = true }; // answers whatever it is asked with zeros
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, isPhone: true);
        await person.SignInAsync();
        await person.GoAsync("commissioning");
        await person.Page.GetByLabel("Subnet").FillAsync("127.0.0.1/32");
        await person.Page.Locator("#step-find ~ details > summary").ClickAsync();
        await person.Page.GetByLabel("Ports").FillAsync($"{vague.Port}");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Expect(person.Page.Locator(".found")).ToContainTextAsync("models fit. Choose the one that the label of the device names.");
        await Expect(person.Page.Locator(".found")).ToContainTextAsync("nothing speaks against it, but it shows little");
        await person.Page.Locator(".found details > summary").ClickAsync();
        var second = person.Page.Locator(".fits li").Nth(4);
        string model = (await second.GetAttributeAsync("data-model"))!;
        await person.ScreenshotAsync("found-several-phone");
        (await person.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
        await second.Locator("button").ClickAsync();

        await Expect(person.Page.Locator("[data-path='stations[1]']")).ToBeVisibleAsync();
        await person.Page.Locator("details", new() { Has = person.Page.Locator("#json") }).Locator("> summary").ClickAsync();
        (await person.Page.Locator("#json").InputValueAsync()).ShouldContain($"\"model\": \"{model}\"");
        vague.Writes.ShouldBeEmpty();
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_contact_of_the_grid_operator_is_shown_as_it_is_and_the_step_leads_through_the_test()
    {
        await using var module = new Modbus.RegisterServer();
        module.Inputs[3] = false;
        await using var box = await Box.StartAsync(1, configuration => configuration with
        {
            GridOperator = new Edge.Configuration.GridOperatorConfiguration
            {
                Ripple = new Edge.Configuration.RippleConfiguration
                {
                    Contact = LoadControl.GridOperator.ContactKind.NormallyOpen,
                    Modbus = new Edge.Configuration.ModbusInputConfiguration("127.0.0.1", module.Port, 1, 3),
                },
            },
        });
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("commissioning");
        var contact = person.Page.GetByTestId("ripple");
        await Expect(contact).ToHaveTextAsync("The controller sees: contact open. Closes to reduce. At rest.");
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10), "a car that charges");

        var step = person.Page.GetByRole(AriaRole.Region, new() { Name = "Ripple control" });
        await step.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(person.Page.Locator(".running")).ToContainTextAsync("Close the contact now.");
        module.Inputs[3] = true;
        await Expect(contact).ToContainTextAsync("contact closed");
        await Expect(person.Page.Locator(".running")).ToContainTextAsync("Bring the contact back to rest.");
        await person.ScreenshotAsync("commissioning-ripple");
        module.Inputs[3] = false;
        await Expect(step.Locator(".results")).ToContainTextAsync("after the contact each station had acknowledged its order");
        await Expect(person.Page.Locator("#said")).ToContainTextAsync("Ripple control Grid connection: passed.");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alarm_is_a_plain_sentence_on_the_live_page_and_the_log()
    {
        await using var box = await Box.StartAsync(1, prepare: data => File.WriteAllBytes(Path.Combine(data, "edge.db"), new byte[5000])); // no database
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, "de-CH");
        await person.SignInAsync();
        await Expect(person.Page.GetByTestId("alarms")).ToContainTextAsync("Die Datei der Messwerte war beschädigt");
        await person.GoAsync("log");
        await Expect(person.Page.GetByTestId("alarms")).ToContainTextAsync("Die Datei der Messwerte war beschädigt");
        var journal = person.Page.GetByTestId("journal");
        await Expect(journal).Not.ToContainTextAsync("Alarm:");
        await person.Page.GetByLabel("Nur Menschen").UncheckAsync();
        await Expect(journal).ToContainTextAsync("Alarm: Die Datei der Messwerte war beschädigt");
        person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("site")]
    [InlineData("commissioning")]
    [InlineData("log")]
    public async Task Who_goes_with_the_keyboard_sees_at_each_step_where_they_are(string page)
    {
        await using var box = await Box.StartAsync(1);
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync(page);
        var reached = new HashSet<string>();
        for (int i = 0; i < 40; i++)
        {
            await person.Page.Keyboard.PressAsync("Tab");
            string[] seen = await person.Page.EvaluateAsync<string[]>(
                "() => { const e = document.activeElement; return [e.tagName, getComputedStyle(e).outlineStyle, e.outerHTML.slice(0, 90)]; }");
            if (seen[0] == "BODY")
                continue; // Once around: the page begins again.
            seen[1].ShouldNotBe("none", seen[2]);
            reached.Add(seen[2]);
        }
        reached.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task The_page_of_the_backup_says_which_passwords_are_in_it_and_a_wrong_file_is_refused_in_words()
    {
        await using var box = await Box.StartAsync(1, configuration => configuration with
        {
            Building = new Edge.Configuration.BuildingConfiguration { Address = "127.0.0.1", RestPort = 0, User = "bms", Password = "heating in winter" },
        });
        await box.FirstAsync();
        await using var person = await Person.AtAsync(box.Address, "de-CH");
        await person.SignInAsync();
        await person.GoAsync("box");
        await Expect(person.Page.GetByText("Darin stehen Passwörter im Klartext: building.password.")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText("Nicht darin: Konten und ihre Passwörter")).ToBeVisibleAsync();

        await person.Page.Locator("#backup-file").SetInputFilesAsync(box.File);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Wiederherstellen" }).ClickAsync();
        await Expect(person.Page.GetByText("format: muss clemap-edge-backup sein")).ToBeVisibleAsync();
        await person.ScreenshotAsync("box-desk");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_viewer_is_shown_no_way_to_change_anything_and_accounts_are_made_by_the_electrician()
    {
        await using var box = await Box.StartAsync(1);
        await box.ViewerAsync(await box.FirstAsync());
        await using var person = await Person.AtAsync(box.Address);
        await person.SignInAsync();
        await person.GoAsync("accounts");
        await Expect(person.Page.Locator("table")).ToContainTextAsync("victor");
        await person.Page.GetByLabel("What for").FillAsync("Heating");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        await Expect(person.Page.Locator("form code")).ToContainTextAsync("clemap_");
        await person.ScreenshotAsync("accounts-desk");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await person.Page.Locator("[autocomplete=username]").FillAsync("victor");
        await person.Page.Locator("[type=password]").FillAsync("nur einmal schauen");
        await person.Page.Keyboard.PressAsync("Enter");
        await Expect(person.Page.Locator("nav a")).ToHaveTextAsync(["Live", "Models", "Log", "Network", "Accounts", "This box"]);
        await person.GoAsync("box");
        await Expect(person.Page.GetByText("Restore")).ToHaveCountAsync(0);
        person.Complaints.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\d+ A$")]
    private static partial Regex Current();

    [GeneratedRegex(@"^(\d+) of \1 models$")]
    private static partial Regex AllModels();

    [GeneratedRegex(@"may take \d+ A")]
    private static partial Regex Order();
}
