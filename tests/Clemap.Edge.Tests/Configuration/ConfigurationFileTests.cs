using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Good = """
        {
          "serial": "CL-080-000001", "dataDir": "data", "cloud": null, "localPort": 0, "baseLoadA": 30,
          "circuits": [
            {"id": "01900000-0000-7000-8000-000000000010", "name": "Grid connection", "parentId": null, "ratingA": 80, "meterId": "01900000-0000-7000-8000-000000000020"},
            {"id": "01900000-0000-7000-8000-000000000012", "name": "Garage B", "parentId": "01900000-0000-7000-8000-000000000010", "ratingA": 25, "meterId": null}],
          "meters": [{"id": "01900000-0000-7000-8000-000000000020", "name": "Grid", "kind": "grid", "model": "janitza-umg", "host": "127.0.0.1", "port": 502, "unit": 1}],
          "stations": [{"id": "01900000-0000-7000-8000-0000000000b3", "name": "B3", "circuitId": "01900000-0000-7000-8000-000000000012", "model": "modbus-relay",
            "host": "127.0.0.1", "port": 503, "unit": 1, "switched": true, "phases": 1, "rotation": "3", "minimumA": 16, "maximumA": 16, "fallbackA": 0,
            "meter": {"host": "127.0.0.1", "port": 502, "unit": 3, "model": "janitza-umg"}}]
        }
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_good_file_is_read_and_its_folder_counts_from_the_file()
    {
        var configuration = await LoadAsync(Good);
        configuration.Cloud.ShouldBeNull();
        configuration.DataDir.ShouldBe(Path.Combine(folder.Path, "data"));
        configuration.Stations[0].Meter!.Unit.ShouldBe(3);
        SiteModels.Options(configuration).FrozenAfter.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task What_may_be_commissioned_beside_reaches_the_load_control()
    {
        var configuration = await LoadAsync(With(
            "\"frozenAfterS\": null",
            "\"generationA\": 18, \"exportRatingA\": 20, \"unbalanceLimitA\": 16",
            "\"weight\": 2, \"switchGroup\": \"left\", \"minimumOnS\": 120, \"minimumOffS\": 60"));

        SiteModels.Options(configuration).FrozenAfter.ShouldBeNull();
        var topology = SiteModels.Topology(configuration).Topology!;
        topology.Circuits[0].ShouldSatisfyAllConditions(
            grid => grid.MaximumGenerationA.ShouldBe(18), grid => grid.ExportRatingA.ShouldBe(20), grid => grid.UnbalanceLimitA.ShouldBe(16));
        topology.Stations[0].ShouldSatisfyAllConditions(
            b3 => b3.Weight.ShouldBe(2), b3 => b3.SwitchGroupId.ShouldBe(b3.Id),
            b3 => b3.MinimumOn.ShouldBe(TimeSpan.FromMinutes(2)), b3 => b3.MinimumOff.ShouldBe(TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("12", 12, 12, 12)]
    [InlineData("[12, 4, 3.5]", 12, 4, 3.5)]
    public async Task A_static_base_load_stands_in_place_of_the_grid_meter(string json, double l1A, double l2A, double l3A)
    {
        var configuration = await LoadAsync(Static(json));

        SiteModels.Topology(configuration).Topology!.Circuits[0].StaticBaseLoadA.ShouldBe(new(l1A, l2A, l3A));
    }

    [Theory]
    [InlineData("\"house\"")]
    [InlineData("[1, 2]")]
    [InlineData("[1, 2, 3, 4]")]
    [InlineData("[1, 2, -3]")]
    [InlineData("1e999")]
    public async Task A_static_base_load_that_is_none_is_refused(string json) =>
        (await Should.ThrowAsync<ConfigurationException>(() => LoadAsync(Static(json)))).Message.ShouldContain("staticBaseLoadA");

    [Theory]
    [InlineData("\"frozenAfterS\": 5", "", "", "frozenAfterS: must be 10 to 3600")]
    [InlineData("", "\"generationA\": -1", "", "circuits[0].generationA: must be")]
    [InlineData("", "\"exportRatingA\": -1", "", "circuits[0].exportRatingA: must be")]
    [InlineData("", "\"unbalanceLimitA\": 0", "", "circuits[0].unbalanceLimitA: must be")]
    [InlineData("", "\"staticBaseLoadA\": 3", "", "circuits[0].staticBaseLoadA: stands in place of a meter")]
    [InlineData("", "", "\"weight\": 0", "stations[0].weight: must be")]
    [InlineData("", "", "\"switchGroup\": \"\"", "stations[0].switchGroup: must not be empty")]
    [InlineData("", "", "\"minimumOnS\": -1", "stations[0].minimumOnS: must be")]
    [InlineData("", "", "\"minimumOffS\": 1e300", "stations[0].minimumOffS: must be")]
    public async Task A_wrong_field_is_refused_with_its_rule(string site, string grid, string station, string problem) =>
        (await Should.ThrowAsync<ConfigurationException>(() => LoadAsync(With(site, grid, station)))).Message.ShouldContain(problem);

    [Fact]
    public async Task A_circuit_without_a_meter_has_no_generation_to_believe()
    {
        var wrong = Good.Replace("\"ratingA\": 25,", "\"ratingA\": 25, \"generationA\": 5,", StringComparison.Ordinal);
        (await Should.ThrowAsync<ConfigurationException>(() => LoadAsync(wrong))).Message.ShouldContain("circuits[1].generationA: needs a meterId");
    }

    [Theory]
    [InlineData(null, null, 503, "stations[1].switchGroup: must be the same as of 'B3'")]
    [InlineData("left", "right", 503, "stations[1].switchGroup: must be the same as of 'B3'")]
    [InlineData("left", "left", 504, "stations[1].switchGroup: the stations of a group hang on one output")]
    [InlineData("left", "left", 503, null)]
    [InlineData(null, null, 504, null)]
    public async Task Stations_on_one_output_are_one_group(string? first, string? second, int secondPort, string? problem)
    {
        var configuration = await LoadAsync(Good);
        var b3 = configuration.Stations[0] with { SwitchGroup = first };
        var b4 = b3 with { Id = Guid.Parse("01900000-0000-7000-8000-0000000000b4"), Name = "B4", Port = secondPort, SwitchGroup = second };

        var problems = ConfigurationRules.Check(configuration with { Stations = [b3, b4] });

        if (problem is null)
            problems.ShouldBeEmpty();
        else
            $"{problems.ShouldHaveSingleItem().Field}: {problems[0].Rule}".ShouldStartWith(problem);
    }

    [Fact]
    public async Task Only_switched_stations_have_contactors()
    {
        var configuration = await LoadAsync(Good);
        var controllable = configuration.Stations[0] with
        {
            Model = "keba-p30",
            Switched = false,
            Meter = null,
            SwitchGroup = "left",
            MinimumOnS = 60,
            MinimumOffS = 60,
        };

        ConfigurationRules.Check(configuration with { Stations = [controllable] }).Select(problem => problem.Field)
            .ShouldBe(["stations[0].switchGroup", "stations[0].minimumOnS", "stations[0].minimumOffS"]);
    }

    [Theory]
    [InlineData("\"rotation\": \"3\"", "\"rotation\": \"123\"", "stations[0].rotation")]
    [InlineData("\"phases\": 1", "\"phases\": 2", "stations[0].phases")]
    [InlineData("\"model\": \"modbus-relay\"", "\"model\": \"acme\"", "stations[0].model")]
    [InlineData("\"switched\": true", "\"switched\": false", "stations[0].switched")]
    [InlineData("\"port\": 503", "\"port\": 70000", "stations[0].port")]
    [InlineData("\"kind\": \"grid\"", "\"kind\": \"production\"", "circuits")]
    [InlineData("\"baseLoadA\": 30", "\"baseLoadA\": 90", "circuits[0]")]
    [InlineData("\"localPort\": 0", "\"localport1\": 0", "localport1")]
    [InlineData("\"serial\": \"CL-080-000001\",", "", "serial")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"peakCapW\": 0,", "peakCapW")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"normally-open\"}},", "gridOperator.ripple: needs either modbus or gpio")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"open\", \"gpio\": {\"chip\": 0, \"line\": 4}}},", "gridOperator.ripple.contact")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"normally-open\", \"gpio\": {\"chip\": 0, \"line\": -4}}},", "gridOperator.ripple.gpio")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"normally-open\", \"gpio\": {\"chip\": 0, \"line\": 4}, \"leavesPercent\": 120}},", "gridOperator.ripple.leavesPercent")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"normally-open\", \"gpio\": {\"chip\": 0, \"line\": 4}, \"leavesA\": 10, \"leavesW\": 900}},", "gridOperator.ripple: takes one of")]
    [InlineData("\"baseLoadA\": 30,", "\"baseLoadA\": 30, \"gridOperator\": {\"ripple\": {\"contact\": \"normally-open\", \"modbus\": {\"host\": \"a\", \"port\": 502, \"unit\": 300, \"input\": 1}}},", "gridOperator.ripple.modbus.unit")]
    public async Task A_wrong_file_is_refused_with_the_field(string right, string wrong, string field)
    {
        var refusal = await Should.ThrowAsync<ConfigurationException>(() => LoadAsync(Good.Replace(right, wrong, StringComparison.Ordinal)));
        refusal.Message.ShouldContain(field);
        refusal.Message.ShouldContain("edge.json");
    }

    [Fact]
    public async Task A_model_that_keeps_its_last_order_must_be_planned_at_its_maximum()
    {
        const string Relay = "\"model\": \"modbus-relay\"", Rest = "\"switched\": true, \"phases\": 1, \"rotation\": \"3\", \"minimumA\": 16, \"maximumA\": 16, \"fallbackA\": 0";
        var goe = Good.Replace(Relay, "\"model\": \"goe-http-v2\"", StringComparison.Ordinal);
        Good.ShouldContain(Rest);
        var planned = Rest.Replace("true", "false", StringComparison.Ordinal);

        var refusal = await Should.ThrowAsync<ConfigurationException>(() => LoadAsync(goe.Replace(Rest, planned, StringComparison.Ordinal)));
        refusal.Message.ShouldContain("stations[0].fallbackA: must be maximumA");
        await LoadAsync(goe.Replace(Rest, planned.Replace("\"fallbackA\": 0", "\"fallbackA\": 16", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_process_ends_with_2_and_says_why()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        (await EntryPoint.RunAsync(["run", "--config", Path.Combine(folder.Path, "missing.json")], output, errors)).ShouldBe(2);
        errors.ToString().ShouldContain("missing.json");
        (await EntryPoint.RunAsync(["dance"], output, errors)).ShouldBe(2);
    }

    public void Dispose() => folder.Dispose();

    private static string With(string site, string grid, string station) => Good
        .Replace("\"baseLoadA\": 30,", $"\"baseLoadA\": 30, {site}{(site == "" ? "" : ",")}", StringComparison.Ordinal)
        .Replace("\"ratingA\": 80,", $"\"ratingA\": 80, {grid}{(grid == "" ? "" : ",")}", StringComparison.Ordinal)
        .Replace("\"fallbackA\": 0,", $"\"fallbackA\": 0, {station}{(station == "" ? "" : ",")}", StringComparison.Ordinal);

    private static string Static(string json) => Good.Replace(
        "\"ratingA\": 80, \"meterId\": \"01900000-0000-7000-8000-000000000020\"", $"\"ratingA\": 80, \"staticBaseLoadA\": {json}", StringComparison.Ordinal);

    private async Task<EdgeConfiguration> LoadAsync(string json)
    {
        string file = Path.Combine(folder.Path, "edge.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        return await ConfigurationFile.LoadAsync(file, TestContext.Current.CancellationToken);
    }
}
