using Clemap.Simulator.Scenarios;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Running;

namespace Clemap.Simulator.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private const string Grid = """ "circuits": [{ "name": "grid", "ratingA": 40 }], """;
    private const string Place = """ "stations": [{}] """;

    public static TheoryData<string> Library() => [.. ScenarioLibrary.Names];

    [Fact]
    public void A_few_lines_are_enough()
    {
        var scenario = Parse("{ // what is left out has a default\n" + Grid + Place + ", }");
        (scenario.Days, scenario.TimeZone, scenario.Arrivals.Pattern).ShouldBe((1, "Europe/Zurich", ArrivalPattern.NightGarage));
    }

    [Theory]
    [MemberData(nameof(Library))]
    public void Each_that_comes_along_is_sound_and_says_what_it_is(string name)
    {
        var scenario = ScenarioLibrary.Find(name);
        scenario.Description.ShouldNotBeEmpty();
        new SimulatedSite(scenario, name).Stations.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{ "circuits": [{ "name": "grid", "ratingA": "40" }], "stations": [{}] }""", "circuits[0].ratingA: a number is expected.")]
    [InlineData("""{ "circuits": [{ "name": "grid" }], "stations": [{}] }""", "circuits[0]: the field 'ratingA' is missing.")]
    [InlineData("""{ "circuits": [{ "name": "grid", "ratingA": 40 }], "stations": [{ "maximum": 3 }] }""", "stations[0].maximum: the field 'maximum' is unknown here.")]
    [InlineData("""{ "circuits": [{ "name": "grid", "ratingA": 0 }], "stations": [{}] }""", "circuits[0].ratingA: it must be above 0.")]
    [InlineData("""{ "circuits": [{ "name": "grid", "ratingA": 40, "loads": [{ "kind": "oven" }] }], "stations": [{}] }""", "circuits[0].loads[0]: its kind is unknown or missing.")]
    [InlineData("""{ "circuits": [{ "name": "grid", "ratingA": 40, "fuse": "K" }], "stations": [{}] }""", "circuits[0].fuse: one of B, C, D, gG is expected.")]
    [InlineData("""{ "circuits": [], "stations": [{}] }""", "circuits: exactly one must have no parent.")]
    public void A_bad_file_is_told_by_the_path_of_the_field(string json, string error) => Error(json).ShouldBe($"The scenario s.json is not valid: {error}");

    [Theory]
    [InlineData("""{ "circuit": "cellar" }""", "stations[0].circuit: there is no circuit cellar.")]
    [InlineData("""{ "fallbackA": 20 }""", "stations[0].fallbackA: it must lie between 0 and maximumA.")]
    [InlineData("""{ "phases": 2 }""", "stations[0].phases: it must be 1 or 3.")]
    [InlineData("""{ "rotation": "2" }""", "stations[0].rotation: '2' does not fit 3 phases.")]
    [InlineData("""{ "priority": "urgent" }""", "stations[0].priority: one of surplus, low, normal, high, grid-operator is expected.")]
    [InlineData("""{ "cars": [{ "reactionSeconds": 31 }] }""", "stations[0].cars[0].reactionSeconds: it must lie between 0 and 30.")]
    public void A_station_that_cannot_be_is_named(string station, string error) => Error("{" + Grid + "\"stations\": [" + station + "] }").ShouldEndWith(error);

    [Theory]
    [InlineData("\"days\": 0", "days: it must lie above 0 and up to 3660.")]
    [InlineData("\"timeZone\": \"Mars\"", "timeZone: 'Mars' is unknown.")]
    [InlineData("\"start\": \"soon\"", "start: a time such as 2026-01-12T18:00:00 is expected.")]
    [InlineData("\"visits\": [{ \"station\": \"Q\", \"arrives\": \"18:00\", \"leaves\": \"19:00\" }]", "visits[0].station: there is no station Q.")]
    [InlineData("\"visits\": [{ \"station\": \"P\", \"arrives\": \"6 pm\", \"leaves\": \"19:00\" }]", "visits[0].arrives: a time such as 18:00, 18:00:30 or, on the next day, 1.06:30 is expected.")]
    [InlineData("\"faults\": [{ \"kind\": \"meter-lost\" }]", "faults[0].from: either from or perYear is needed.")]
    [InlineData("\"faults\": [{ \"kind\": \"meter-melts\", \"from\": \"18:00\" }]", "faults[0].kind: one of ")]
    [InlineData("\"limits\": [{ \"circuit\": \"grid\", \"limitA\": 10, \"from\": \"18:00\", \"until\": \"17:00\" }]", "limits[0].until: it must be later than from.")]
    [InlineData("\"gridOperator\": { \"reductions\": [{ \"percent\": 120, \"from\": \"18:00\", \"until\": \"19:00\" }] }", "gridOperator.reductions[0].percent: it must lie between 0 and 100.")]
    public void What_happens_there_is_checked_too(string field, string error) => Error("{" + Grid + Place + ", " + field + "}").ShouldContain(error);

    [Theory]
    [InlineData("\"parent\": \"b\"", "circuits[1].parent: a circuit cannot feed itself, not through others either.")]
    [InlineData("\"parent\": \"a\"", "circuits[1].parent: a circuit cannot feed itself, not through others either.")]
    public void Circuits_in_a_circle_are_refused(string parent, string error) => Error(
        """{ "circuits": [{ "name": "grid", "ratingA": 40 }, { "name": "a", "ratingA": 40, """ + parent
        + """ }, { "name": "b", "ratingA": 40, "parent": "a" }], "stations": [{}] }""").ShouldEndWith(error);

    [Theory]
    [InlineData("\"circuits\": [{ \"name\": \"grid\", \"ratingA\": 40 }, null]", "circuits[1]: must not be null.")]
    [InlineData("\"stations\": [null]", "stations[0]: must not be null.")]
    [InlineData("\"cars\": [null]", "cars[0]: must not be null.")]
    [InlineData("\"faults\": [null]", "faults[0]: must not be null.")]
    [InlineData("\"circuits\": [{ \"name\": \"grid\", \"ratingA\": 40, \"loads\": [null] }]", "circuits[0].loads[0]: must not be null.")]
    [InlineData("\"gridOperator\": { \"reductions\": [null] }", "gridOperator.reductions[0]: must not be null.")]
    [InlineData("\"stations\": null", "stations: must not be null.")]
    [InlineData("\"peakCapW\": 1e400", "peakCapW: the number is too large.")]
    [InlineData("\"start\": \"0001-01-01T00:00:00\"", "start: it must lie in the years 2000 to 2100.")]
    [InlineData("\"start\": \"9999-12-31T00:00:00\"", "start: it must lie in the years 2000 to 2100.")]
    [InlineData("\"stations\": [{ \"count\": -3 }]", "stations[0].count: it must lie between 1 and 2000.")]
    [InlineData("\"stations\": [{ \"count\": 1000000000 }]", "stations[0].count: it must lie between 1 and 2000.")]
    [InlineData("\"stations\": [{ \"count\": 2000 }, { \"name\": \"Q\" }]", "stations: there must be no more than 2000 in all.")]
    public void A_value_that_could_bring_the_run_down_is_refused(string field, string error)
    {
        var others = new[] { Grid, Place + "," }.Where(line => !field.StartsWith(line.Trim()[..10], StringComparison.Ordinal));
        Error("{" + string.Concat(others) + field + "}").ShouldBe($"The scenario s.json is not valid: {error}");
    }

    [Theory]
    [InlineData("", "it is empty.")]
    [InlineData("{}", "the fields 'circuits', 'stations' are missing.")]
    public void A_file_with_next_to_nothing_is_told_in_plain_words(string json, string error) => Error(json).ShouldBe($"The scenario s.json is not valid: {error}");

    [Fact]
    public void A_station_whose_circuit_is_null_hangs_on_the_grid_connection() =>
        Parse("{" + Grid + """ "stations": [{ "circuit": null }] }""").Stations.Single().Circuit.ShouldBeNull();

    [Fact]
    public void A_tree_whose_fallbacks_do_not_fit_is_refused()
    {
        var scenario = Parse("""{ "circuits": [{ "name": "grid", "ratingA": 16 }], "stations": [{ "count": 3, "fallbackA": 6 }] }""");
        Should.Throw<UserErrorException>(() => new SimulatedSite(scenario, "s.json")).Message
            .ShouldBe("The scenario s.json is not valid: circuits: With all stations at their fallback 'grid' would carry 18 A on L1, above its 16 A.");
    }

    // To renew it: clemap-simulator simulate schema > docs/scenario.schema.json
    [Fact]
    public void The_schema_in_the_documents_is_current() =>
        File.ReadAllText(Path.Combine(Root(), "docs/scenario.schema.json")).ShouldBe(ScenarioSchema.Text());

    private static Scenario Parse(string json) => ScenarioFile.Parse(json, "s.json");

    private static string Error(string json) => Should.Throw<UserErrorException>(() => Parse(json)).Message;

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Clemap.Cloud.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
