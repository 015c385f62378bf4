using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clemap.Edge.Commissioning;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.LocalApi;
using Clemap.LoadControl.GridOperator;
using static Clemap.Edge.Tests.Commissioning.Wizard;

namespace Clemap.Edge.Tests.Commissioning;

public sealed class CommissioningTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_finds_what_is_not_configured_and_leaves_alone_what_is()
    {
        await using var box = await Box.StartAsync(1);
        await using var other = new ControlLoop.Garage(1);
        var elena = await box.FirstAsync();
        int[] ports = [box.Garage.Meter.Port, box.Garage.Stations[0].Port, other.Meter.Port, other.Stations[0].Port];

        await StartAsync(elena, "scan", new { subnet = "127.0.0.1/32", ports });
        var view = await EndAsync(elena);

        var found = view["found"]!.AsArray().ToDictionary(device => device!["port"]!.GetValue<int>(), device => device!);
        found[ports[0]]["configuredAs"]!.GetValue<string>().ShouldBe("Grid meter");
        found[ports[1]]["configuredAs"]!.GetValue<string>().ShouldBe("A1");
        found[ports[2]]["kind"]!.GetValue<string>().ShouldBe("meter");
        found[ports[3]]["models"]![0]!.GetValue<string>().ShouldBe("webasto-next");
        found[ports[3]]["fits"]!.AsArray().Select(fit => fit!["model"]!.GetValue<string>()).ShouldBe(found[ports[3]]["models"]!.AsArray().Select(model => model!.GetValue<string>()));
        other.Stations[0].Writes.ShouldBeEmpty();
        (await Box.CodeOf(await elena.PostAsJsonAsync("/api/commissioning/scan", new { subnet = "8.8.8.0/24" }, Stop))).ShouldBe("subnet-wrong");
    }

    [Theory]
    [InlineData("192.168.1.77/24", 254, "192.168.1.1")]
    [InlineData("10.0.0.0/22", 1022, "10.0.0.1")]
    [InlineData("172.16.5.4/32", 1, "172.16.5.4")]
    [InlineData("10.0.0.0/21", null, null)]
    [InlineData("172.32.0.0/24", null, null)]
    [InlineData("example.org/24", null, null)]
    [InlineData("192.168.1.0", null, null)]
    public void Only_small_private_subnets_are_searched(string text, int? count, string? first)
    {
        var subnet = Subnet.Parse(text);
        subnet?.Count.ShouldBe(count!.Value);
        subnet?.Addresses.First().ToString().ShouldBe(first);
        (subnet is null).ShouldBe(count is null);
    }

    [Fact]
    public async Task The_phases_show_at_the_meter_and_a_car_is_asked_for_first()
    {
        await using var box = await Box.StartAsync(2);
        var elena = await box.FirstAsync();
        (await Box.CodeOf(await elena.PostAsJsonAsync("/api/commissioning/phases", new { stationId = TestSite.Station(1), carPlugged = false }, Stop))).ShouldBe("no-car");

        await StartAsync(elena, "phases", new { stationId = TestSite.Station(1), carPlugged = true });
        (await Box.CodeOf(await elena.PostAsync("/api/commissioning/fallback", null, Stop))).ShouldBe("test-runs");
        var result = (await EndAsync(elena))["results"]!.AsArray().ShouldHaveSingleItem()!;

        result["code"]!.GetValue<string>().ShouldBe("phases-consistent"); // the simulated car loads all three alike
        result["verdict"]!.GetValue<string>().ShouldBe("passed");
        result["by"]!.GetValue<string>().ShouldBe(Box.Electrician);
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(2) > 0), "the other station going on");
    }

    [Fact]
    public async Task Each_station_proves_its_fallback_or_says_what_it_holds_instead()
    {
        await using var box = await Box.StartAsync(2);
        var elena = await box.FirstAsync();
        var stubborn = box.Garage.Stations[1];
        stubborn.Reading = (address, _) =>
        {
            if (address == 2000)
                stubborn.Set(2000, 32); // takes the write, keeps its own
        };

        await StartAsync(elena, "fallback", new { });
        var results = (await EndAsync(elena))["results"]!.AsArray().ToDictionary(result => result!["subject"]!.GetValue<string>(), result => result!);

        results["A1"]["code"]!.GetValue<string>().ShouldBe("fallback-holds");
        results["A2"]["verdict"]!.GetValue<string>().ShouldBe("failed");
        results["A2"]["values"]![1]!.GetValue<string>().ShouldContain("fail-safe current of 32 A");
    }

    [Fact]
    public async Task The_seconds_after_a_pulled_meter_are_measured_until_all_are_at_their_fallback()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10), "a car that charges");

        await StartAsync(elena, "unplug", new { subjectId = TestSite.GridMeter });
        await StepAsync(elena, "unplug-pull");
        box.Garage.Meter.Hangs = true;
        await StepAsync(elena, "unplug-plug-in");
        box.Garage.Meter.Hangs = false;
        var result = (await EndAsync(elena))["results"]!.AsArray().ShouldHaveSingleItem()!;

        result["code"]!.GetValue<string>().ShouldBe("unplug-meter-passed");
        double.Parse(result["values"]![0]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(9, 14); // a meter is believed for 10 s
    }

    [Fact]
    public async Task A_cancelled_test_leaves_no_limit_behind()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();
        await StartAsync(elena, "phases", new { stationId = TestSite.Station(1), carPlugged = true });

        (await elena.DeleteAsync("/api/commissioning/running", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await EndAsync(elena))["results"]!.AsArray().ShouldBeEmpty();
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10), "a car that charges");
    }

    [Fact]
    public async Task The_report_holds_everything_and_shows_each_change_to_it()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();
        await StartAsync(elena, "fallback", new { });
        await EndAsync(elena);
        elena.DefaultRequestHeaders.Add("Accept-Language", "de-CH");
        (await Box.CodeOf(await elena.PostAsJsonAsync("/api/commissioning/reports", new { electrician = " " }, Stop))).ShouldBe("report-name-missing");

        var made = await elena.PostAsJsonAsync("/api/commissioning/reports", new { electrician = "Elena <b>Meier</b>", remarks = "Keller & Garage" }, Stop);
        string id = JsonNode.Parse(await made.Content.ReadAsStringAsync(Stop))!["id"]!.GetValue<string>();
        var answer = await elena.GetAsync($"/api/commissioning/reports/{id}", Stop);
        string page = await answer.Content.ReadAsStringAsync(Stop);

        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("style-src 'sha256-");
        foreach (string part in (string[])["Inbetriebnahmeprotokoll", "Elena &lt;b&gt;Meier&lt;/b&gt;", "Keller &amp; Garage", "Grid connection", "webasto-next", "bestanden", "CL-080-000001"])
            page.ShouldContain(part);
        string file = Path.Combine(box.DataDir, "reports", id + ".html");
        (await VerifyAsync(file, "--config", box.File)).ShouldBe(0);
        (await VerifyAsync(file)).ShouldBe(0);

        string changed = Path.Combine(box.DataDir, "changed.html");
        foreach (string forged in (string[])[page.Replace("bestanden", "bestanden!", StringComparison.Ordinal), page + "<p>more</p>", page[..page.LastIndexOf("<!--", StringComparison.Ordinal)]])
        {
            await File.WriteAllTextAsync(changed, forged, Stop);
            (await VerifyAsync(changed)).ShouldBe(1);
        }
        await using var other = await Box.StartAsync(1);
        (await VerifyAsync(file, "--config", other.File)).ShouldBe(1);
    }

    [Theory]
    [InlineData("de-CH", "nicht ausgeführt", "6 von 8 Tests")]
    [InlineData("fr-CH", "non effectué", "6 tests sur 8")]
    [InlineData("it-CH", "non eseguita", "6 prove su 8")]
    [InlineData("en", "not run", "6 of 8 tests")]
    public async Task The_report_names_each_test_that_nobody_has_run(string language, string notRun, string howMany)
    {
        await using var module = new Modbus.RegisterServer();
        module.Inputs[3] = false;
        await using var box = await Box.StartAsync(2, site => site with
        {
            GridOperator = new GridOperatorConfiguration
            {
                Ripple = new RippleConfiguration { Contact = ContactKind.NormallyOpen, Modbus = new ModbusInputConfiguration("127.0.0.1", module.Port, 1, 3) },
            },
        });
        var elena = await box.FirstAsync();
        elena.DefaultRequestHeaders.Add("Accept-Language", language);
        MissingIn(await ReportAsync(elena)).Count.ShouldBe(8); // three of each station, the plug of the meter, the contact

        await StartAsync(elena, "fallback", new { });
        (await EndAsync(elena))["notRun"]!.AsArray().Count.ShouldBe(6);
        string page = await ReportAsync(elena);

        page.ShouldContain(howMany);
        MissingIn(page).Order(StringComparer.Ordinal).ShouldBe(["A1", "A1", "A2", "A2", "Grid connection", "Grid meter"]);

        List<string> MissingIn(string text) =>
        [
            .. WebUtility.HtmlDecode(text).Split("<tr>").Where(row => row.Contains($"class=\"not-run\">{notRun}</td>", StringComparison.Ordinal))
                .Select(row => row.Split("</td>")[1].Split('>')[1]),
        ];
    }

    [Fact]
    public void An_output_of_the_box_itself_has_no_plug_to_pull_and_a_site_without_a_contact_no_test_of_it()
    {
        var site = TestSite.Create("data", 502, 503);
        site = site with { Stations = [site.Stations[0] with { Gpio = new GpioOutputConfiguration(0, 4) }] };

        TestPlan.Of(site).Select(planned => $"{planned.Kind} {planned.Subject}").ShouldBe(["phases A1", "fallback A1", "unplug Grid meter"]);
    }

    private static Task<int> VerifyAsync(string file, params string[] more) =>
        EntryPoint.RunAsync(["report", "verify", file, .. more], TextWriter.Null, TextWriter.Null);
}
