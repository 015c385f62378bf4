using System.Text.Json.Nodes;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Tests.Reference;

namespace Clemap.LoadControl.Tests.ReferenceTests;

public class ExhaustiveOptimumTests
{
    public static TheoryData<string, string> Cases() => [.. Files().SelectMany(file => Situations(file)
        .Where(situation => situation["reference"]?["maxMinA"] is not null).Select(situation => (file, (string)situation["id"]!)))];

    // Each of these answers was worked out outside this project.
    [Theory]
    [MemberData(nameof(Cases))]
    public void It_agrees_with_the_published_answers(string file, string id)
    {
        var situation = Situations(file).Single(situation => (string)situation["id"]! == id);
        var expected = situation["reference"]!["maxMinA"]!;
        var site = SnapshotCases.Of(situation);

        var optimum = ExhaustiveOptimum.Find(site);

        var expectedA = situation["stations"]!.AsArray().Select(station => expected[(string)station!["id"]!]!.GetValue<double>()).ToArray();
        optimum.CurrentsA.Order().ShouldBe(expectedA.Order(), 0.01);
        Feasibility.Violation(site, [.. optimum.CurrentsA]).ShouldBeNull();
    }

    // 16 A: the three-phase car would shut out both one-phase cars.
    [Fact]
    public void Two_small_ones_run_rather_than_one_that_is_in_the_way()
    {
        var site = Site(10, Car(PhaseSet.All), Car(PhaseSet.L1), Car(PhaseSet.L2));

        var optimum = ExhaustiveOptimum.Find(site);

        optimum.CurrentsA.ShouldBe([0, 10, 10]);
        optimum.AllRun.ShouldBeFalse();
    }

    [Fact]
    public void One_of_a_higher_class_runs_rather_than_two_of_a_lower()
    {
        var site = Site(10, Car(PhaseSet.All) with { Class = 1 }, Car(PhaseSet.L1), Car(PhaseSet.L2));

        ExhaustiveOptimum.Find(site).RunningByClass.ShouldBe([1, 0]);
    }

    // Both pairs fit; 8 and 8 is fairer than 10 and 6.
    [Fact]
    public void Of_sets_of_the_same_number_the_fairer_is_chosen()
    {
        var site = Site(16, Car(PhaseSet.All), Car(PhaseSet.All, lowestA: 10), Car(PhaseSet.All));

        ExhaustiveOptimum.Find(site).CurrentsA.ShouldBe([8, 0, 8]);
    }

    [Fact]
    public void Where_nothing_fits_nobody_runs() => ExhaustiveOptimum.Find(Site(5, Car(PhaseSet.All))).CurrentsA.ShouldBe([0]);

    private static Snapshot Site(double limitA, params StationSnapshot[] stations) =>
        new([new CircuitSnapshot(-1, PhaseCurrents.Balanced(limitA), null, PhaseCurrents.Zero)], stations);

    private static StationSnapshot Car(PhaseSet phases, double lowestA = 6) => new(0, phases, lowestA, 32);

    private static string[] Files() => ["everest.json", "issue-derived.json"];

    private static IEnumerable<JsonNode> Situations(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", file)))!["cases"]!.AsArray()
            .Where(situation => (string?)situation!["kind"] == "allocation").Select(situation => situation!);
}
