using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Catalogue;

namespace Clemap.Edge.Tests.Stations.Catalogue;

public sealed class DefinitionFileTests : IDisposable
{
    private const string Good = """
        {
          "id": "acme-one", "maker": "Acme", "model": "One", "confidence": "low",
          "connection": { "transports": ["tcp"], "unit": 1 },
          "reads": { "state": { "at": 10 }, "current": { "at": [20, 21, 22], "unit": "mA" } },
          "states": { "1": "A", "2": "B", "3": "C2" },
          "limit": { "at": [30], "unit": "mA", "lowest": 6, "highest": 32, "refreshS": 10 },
          "pause": { "limit": 0 },
          "fallback": { "class": "repeatedWrite", "onSilence": "It falls back.", "timeS": 30, "registers": [
            { "holds": "current", "write": { "at": 40, "unit": "mA" }, "check": { "at": 40, "unit": "mA" } } ] }
        }
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_good_file_adds_a_model_that_is_experimental_when_it_is_not_sure()
    {
        Write("acme-one.json", Good);
        var models = StationModels.With(folder.Path);

        models.Problems.ShouldBeEmpty();
        models.IsKnown("acme-one").ShouldBeTrue();
        models.IsKnown("keba-p30").ShouldBeTrue();
        models.FallsBack("acme-one").ShouldBeTrue();
        models.All.Single(model => model.Id == "acme-one").Experimental.ShouldBeTrue();
        models.All.Single(model => model.Id == "keba-p30").Experimental.ShouldBeFalse();
    }

    [Fact]
    public void A_wrong_file_is_refused_on_its_own_and_what_was_in_force_stays()
    {
        Write("keba-p30.json", "{ \"id\": \"keba-p30\" }");
        Write("acme-one.json", Good);
        var models = StationModels.With(folder.Path);

        models.Problems.ShouldHaveSingleItem().File.ShouldEndWith("keba-p30.json");
        models.Definition("keba-p30").ShouldBe(StationDefinitions.BuiltIn.Find("keba-p30"));
        models.IsKnown("acme-one").ShouldBeTrue();
    }

    [Fact]
    public void A_file_stands_in_place_of_a_model_of_the_program_but_not_of_one_that_is_code()
    {
        Write("keba-p30.json", Good.Replace("acme-one", "keba-p30", StringComparison.Ordinal));
        Write("modbus-relay.json", Good.Replace("acme-one", "modbus-relay", StringComparison.Ordinal));
        var models = StationModels.With(folder.Path);

        models.Definition("keba-p30")!.Maker.ShouldBe("Acme");
        models.Problems.ShouldHaveSingleItem().Field.ShouldBe("$.id");
        models.Definition("modbus-relay").ShouldBeNull();
    }

    [Theory]
    [InlineData("\"unit\": 1 }", "\"unit\": 256 }", "$.connection.unit", "")]
    [InlineData("\"maker\": \"Acme\", ", "", "$", "maker")]
    [InlineData("\"maker\": \"Acme\"", "\"maker\": null", "$.maker", "null")]
    [InlineData("\"maker\"", "\"makr\"", "$.makr", "makr")]
    [InlineData("\"low\"", "\"sure\"", "$.confidence", "")]
    [InlineData("[\"tcp\"]", "[\"udp\"]", "$.connection.transports[0]", "")]
    [InlineData("[\"tcp\"]", "[]", "$.connection.transports", "must name one")]
    [InlineData("[\"tcp\"]", "[\"rtu\"]", "$.connection.serial", "is needed")]
    [InlineData("\"at\": 10 }", "\"at\": 70000 }", "$.reads.state.at", "")]
    [InlineData("\"at\": 10 }", "\"at\": 10, \"function\": 6 }", "$.reads.state.function", "must be 1 to 4")]
    [InlineData("[20, 21, 22]", "[20, 21]", "$.reads.current.at", "three")]
    [InlineData("[20, 21, 22], \"unit\": \"mA\"", "[20, 21, 22], \"unit\": \"W\"", "$.reads.current.unit", "must be one of A, mA")]
    [InlineData("\"C2\"", "\"Z\"", "$.states.3", "must be one of A, B")]
    [InlineData("\"C2\"", "\"cable\"", "$.cable", "needed")]
    [InlineData("[30], ", "[30], \"type\": \"uint32\", ", "$.limit.function", "must be 16")]
    [InlineData("\"highest\": 32", "\"highest\": 80", "$.limit", "more than the type uint16 holds")]
    [InlineData("\"highest\": 32", "\"highest\": 5", "$.limit.highest", "above lowest")]
    [InlineData("\"refreshS\": 10", "\"refreshS\": 20", "$.limit.refreshS", "the set point expires")]
    [InlineData("{ \"limit\": 0 }", "{ }", "$.pause", "nothing stops a vehicle")]
    [InlineData("{ \"limit\": 0 }", "{ \"limit\": 8000 }", "$.pause.limit", "lets current flow")]
    [InlineData("\"refreshS\": 10", "\"refreshS\": 10, \"zeroLifts\": true", "$.pause.limit", "lifts the limit")]
    [InlineData("\"timeS\": 30, ", "", "$.fallback.timeS", "is needed")]
    [InlineData("\"repeatedWrite\"", "\"lifeBit\"", "$.fallback.heartbeat", "is needed")]
    [InlineData("\"repeatedWrite\"", "\"unknown\"", "$.fallback.class", "must say")]
    [InlineData("\"id\": \"acme-one\"", "\"id\": \"acme-two\"", "$.id", "name of the file")]
    [InlineData("\"states\"", "\"states\" :", "$.states", "")]
    public void A_wrong_field_is_told_with_file_field_and_rule(string right, string wrong, string field, string rule)
    {
        Good.ShouldContain(right);
        Write("acme-one.json", Good.Replace(right, wrong, StringComparison.Ordinal));
        var models = StationModels.With(folder.Path);

        models.IsKnown("acme-one").ShouldBeFalse();
        models.Problems.ShouldContain(
            problem => problem.File.EndsWith("acme-one.json", StringComparison.Ordinal) && problem.Field == field
                && problem.Rule.Contains(rule, StringComparison.Ordinal),
            string.Join(Environment.NewLine, models.Problems));
    }

    [Fact]
    public async Task A_site_takes_the_files_beside_its_configuration_and_tells_why_one_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "stations"));
        Write("stations/acme-one.json", Good);
        var configuration = TestSite.Create("data", 502, 503);
        configuration = configuration with { Stations = [configuration.Stations[0] with { Model = "acme-one" }] };
        string file = Path.Combine(folder.Path, "edge.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(configuration, EdgeJson.Default.EdgeConfiguration), TestContext.Current.CancellationToken);
        (await ConfigurationFile.LoadAsync(file, TestContext.Current.CancellationToken)).Models.IsKnown("acme-one").ShouldBeTrue();

        Write("stations/acme-one.json", Good.Replace("\"Acme\"", "7", StringComparison.Ordinal));
        var refusal = await Should.ThrowAsync<ConfigurationException>(() => ConfigurationFile.LoadAsync(file, TestContext.Current.CancellationToken));
        refusal.Message.ShouldContain("stations[0].model");
        refusal.Message.ShouldContain("$.maker");
    }

    // To renew them: clemap-edge stations --schema > docs/station-definition.schema.json, clemap-edge stations --markdown > docs/stations.md
    [Theory]
    [InlineData("--schema", "docs/station-definition.schema.json")]
    [InlineData("--markdown", "docs/stations.md")]
    public async Task What_is_published_is_what_the_program_tells(string option, string page)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        (await EntryPoint.RunAsync(["stations", option], output, errors)).ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(Root(), page), TestContext.Current.CancellationToken)).ShouldBe(output.ToString());
    }

    [Fact]
    public void The_worked_example_of_the_guide_is_a_good_definition()
    {
        string guide = File.ReadAllText(Path.Combine(Root(), "docs/guides/station-definitions.md"));
        int start = guide.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        Write("acme-wallbox.json", guide[start..guide.IndexOf("```", start, StringComparison.Ordinal)]);

        StationModels.With(folder.Path).Problems.ShouldBeEmpty();
    }

    public void Dispose() => folder.Dispose();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    private void Write(string name, string json) => File.WriteAllText(Path.Combine(folder.Path, name), json);
}
