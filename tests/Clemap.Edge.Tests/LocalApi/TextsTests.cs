using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.LocalApi.SiteModel;

namespace Clemap.Edge.Tests.LocalApi;

public sealed partial class TextsTests
{
    public static TheoryData<string> Languages => new(["de", "fr", "it"]);

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_language_has_every_sentence_with_the_same_places(string language)
    {
        var english = Sentences("en");
        var other = Sentences(language);

        other.Keys.ShouldBe(english.Keys, ignoreOrder: true);
        foreach (var (key, sentence) in english)
            Place().Matches(other[key]).Select(place => place.Value).Distinct().Order().ShouldBe(Place().Matches(sentence).Select(place => place.Value).Distinct().Order(), key);
    }

    [Fact]
    public void Every_sentence_that_the_pages_ask_for_is_there()
    {
        var known = Sentences("en");
        var asked = typeof(DashboardFiles).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".js", StringComparison.Ordinal))
            .SelectMany(name => Asked().Matches(System.Text.Encoding.UTF8.GetString(DashboardFiles.Read(name)))).Select(match => match.Groups[1].Value).Distinct().ToList();

        asked.Count.ShouldBeGreaterThan(100);
        asked.Where(key => !known.ContainsKey(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alarm_and_every_kind_of_journal_entry_has_its_sentence()
    {
        var known = Sentences("en");
        var alarms = typeof(Edge.LocalApi.Alarms).GetFields().Where(field => field.IsLiteral).Select(field => $"alarm.{field.GetRawConstantValue()}").ToList();
        var entries = Directory.EnumerateFiles(Path.Combine(Root(), "src", "Clemap.Edge"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Noted().Matches(File.ReadAllText(file)).Select(match => $"journal.{match.Groups[1].Value}")).Distinct().ToList();

        alarms.Count.ShouldBeGreaterThan(3);
        entries.Count.ShouldBeGreaterThan(20);
        alarms.Concat(entries).Where(key => !known.ContainsKey(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_word_of_the_catalogue_has_its_sentence()
    {
        var known = Sentences("en");
        foreach (var model in Edge.Stations.StationModels.BuiltIn.All)
            foreach (string key in (string[])[$"failsafe.{model.Capabilities.Fallback}", $"confidence.{model.Confidence}", $"pause.{model.Capabilities.Pause}", $"energy.{model.Capabilities.Energy}"])
                (known.ContainsKey("model." + key) || key is "pause.none" or "energy.none").ShouldBeTrue($"{key} of {model.Id}");
    }

    [Theory]
    [InlineData("en", "Reasons.resx")]
    [InlineData("de", "Reasons.de.resx")]
    [InlineData("fr", "Reasons.fr.resx")]
    [InlineData("it", "Reasons.it.resx")]
    public void The_box_gives_the_same_reasons_as_the_portal(string language, string file)
    {
        var portal = XDocument.Load(Path.Combine(Root(), "src", "Clemap.Portal", "Resources", file)).Descendants("data")
            .ToDictionary(data => "reason." + data.Attribute("name")!.Value, data => data.Element("value")!.Value);

        Sentences(language).Where(sentence => sentence.Key.StartsWith("reason.", StringComparison.Ordinal)).ToDictionary()
            .ShouldBe(portal, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_rule_that_a_configuration_can_break_has_its_sentence(string language)
    {
        var broken = Broken().SelectMany(ConfigurationRules.Check).Select(problem => problem.Rule).Distinct().ToList();

        broken.Count.ShouldBeGreaterThan(25);
        broken.Where(rule => RuleSentences.In(language, rule) == rule).ShouldBeEmpty();
        RuleSentences.In(language, "a rule that nobody translated").ShouldBe("a rule that nobody translated");
    }

    // The rules are sentences in the sources; a new one must not be forgotten.
    [Fact]
    public void Every_rule_that_is_written_down_has_its_sentence()
    {
        var rules = Directory.EnumerateFiles(Path.Combine(Root(), "src", "Clemap.Edge", "Configuration"), "*.cs")
            .SelectMany(file => Rule().Matches(File.ReadAllText(file)).Select(match => Hole().Replace(match.Groups[1].Value, "7"))).Distinct().ToList();

        rules.Count.ShouldBeGreaterThan(60);
        rules.Where(rule => RuleSentences.In("de", rule) == rule).ShouldBeEmpty();
    }

    [Fact]
    public void Names_and_figures_stay_as_they_are() => RuleSentences.In("de", "With all stations at their fallback 'Garage B' would carry 27.5 A on L2, above its 25 A.")
        .ShouldBe("Mit allen Stationen auf ihrem Rückfallwert führte 'Garage B' 27.5 A auf L2, mehr als seine 25 A.");

    private static IEnumerable<EdgeConfiguration> Broken()
    {
        var good = TestSite.Create("data", 502, 503, 504);
        var (grid, meter, station) = (good.Circuits[0], good.Meters[0], good.Stations[0]);
        var switched = station with { Model = "modbus-relay", Switched = true, FallbackA = 0, Meter = new SubmeterConfiguration("h", 1, 1, "janitza-umg"), Unit = 1 };
        yield return good with { Serial = "", LocalPort = -1, BaseLoadA = -1, FrozenAfterS = 1, Cloud = new CloudConfiguration("nowhere"), Local = new LocalConfiguration(-1, "nowhere") };
        yield return good with { LocalPort = 5000, Local = new LocalConfiguration(5000), Meters = [meter, meter] };
        yield return good with { Circuits = [grid with { MeterId = Guid.Empty, GenerationA = -1, UnbalanceLimitA = 0, StaticBaseLoadA = new(-1, 0, 0) }] };
        yield return good with { Circuits = [grid with { MeterId = null, GenerationA = 1, StaticBaseLoadA = new(1, 1, 1) }], Meters = [meter with { Model = "other", Port = 0, Unit = 300 }] };
        yield return good with { Stations = [station with { Phases = 2, Weight = 0, MinimumA = 0, MaximumA = -1, FallbackA = 1, Switched = true, SwitchGroup = "" }] };
        yield return good with { Stations = [station with { Model = "goe-http-v2", MinimumOnS = -1 }, switched with { Meter = null, FallbackA = 6, Switched = false }] };
        yield return good with { Stations = [switched with { FallbackA = 10 }, switched with { Id = Guid.CreateVersion7() }] };
        yield return good with { Stations = [switched with { SwitchGroup = "a" }, switched with { Id = Guid.CreateVersion7(), SwitchGroup = "a", Port = 999 }] };
        yield return good with { Circuits = [grid, grid with { Id = Guid.CreateVersion7() }, new CircuitConfiguration(Guid.CreateVersion7(), "Lost", 0, Guid.CreateVersion7())] };
        var (one, two) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        yield return good with { Circuits = [grid, new CircuitConfiguration(one, "One", 20, two), new CircuitConfiguration(two, "Two", 20, one), grid with { Id = two }] };
        yield return good with { Circuits = [grid, new CircuitConfiguration(one, "One", 20, two), new CircuitConfiguration(two, "Two", 20, one)], Stations = [station with { CircuitId = Guid.Empty }] };
        yield return good with { BaseLoadA = 39 };
    }

    private static Dictionary<string, string> Sentences(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(DashboardFiles.Read($"app/texts/{language}.json"))!;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Clemap.Cloud.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\$?""((?:must|is|does|names|no|needs) [^""\\{]*(?:\{[^}""]*\}[^""\\{]*)*)""")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?:journal\.Add(?:Of)?\([^""]*|new(?: ConfigurationChange)?\()""([a-z-]+\.[a-z.-]+|started|stopped)""")]
    private static partial Regex Noted();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\bt\(""([\w.-]+)""")]
    private static partial Regex Asked();
}
