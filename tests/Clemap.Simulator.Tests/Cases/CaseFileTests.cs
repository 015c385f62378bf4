using Clemap.Simulator.Cases;

namespace Clemap.Simulator.Tests.Cases;

public sealed class CaseFileTests : IDisposable
{
    private const string Fields = """ "nodes": [{ "id": "grid", "parent": null, "limitA": [20, 20, 20] }], "stations": [{ "id": "cp1", "node": "grid", "phases": [1], "minA": 6, "maxA": 16 }] """;

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("{ \"id\": \"c\", " + Fields + "}")]
    [InlineData("[{ \"id\": \"c\", \"kind\": \"allocation\", " + Fields + ", \"notes\": \"x\" }]")]
    [InlineData("{ \"cases\": [{ \"id\": \"c\", \"inputs\": {" + Fields + "} }, { \"id\": \"d\", \"kind\": \"clamp\", \"inputs\": 3 }] }")]
    public void A_case_stands_alone_or_in_a_list_with_its_fields_on_top_or_in_inputs(string json)
    {
        var situation = Read(json).Single();
        (situation.Id, situation.Nodes.Count, situation.Stations.Single().MaxA).ShouldBe(("c", 1, 16));
    }

    [Theory]
    [InlineData("\"minA\": 6", "\"minA\": \"6\"", "case c: stations[0].minA: a number is expected.")]
    [InlineData("\"minA\": 6, ", "", "case c: stations[0]: the field 'minA' is missing.")]
    [InlineData("\"maxA\": 16", "\"maxA\": 4", "case c: stations[0].maxA: it must be above 0 and not below minA.")]
    [InlineData("\"node\": \"grid\"", "\"node\": \"cellar\"", "case c: stations[0].node: there is no node cellar.")]
    [InlineData("[20, 20, 20]", "[20, 20]", "case c: nodes[0].limitA: three numbers from 0 up are expected.")]
    [InlineData("\"parent\": null", "\"parent\": \"sky\"", "case c: nodes: exactly one must have no parent.")]
    [InlineData("\"phases\": [1]", "\"phases\": [4]", "case c: stations[0].phases: one or three different numbers from 1 to 3 are expected.")]
    [InlineData("\"stations\": [", "\"stations\": [null, ", "case c: stations[0]: must not be null.")]
    [InlineData("\"nodes\": [", "\"nodes\": [null, ", "case c: nodes[0]: must not be null.")]
    [InlineData("\"stations\": [", "\"stations\": null, \"notes\": [", "case c: stations: must not be null.")]
    [InlineData("\"maxA\": 16", "\"maxA\": 1e400", "case c: stations[0].maxA: the number is too large.")]
    [InlineData("[20, 20, 20]", "[20, 1e400, 20]", "case c: nodes[0].limitA[1]: the number is too large.")]
    [InlineData("\"minA\": 6", "\"minA\": 6, \"priority\": 1e400", "case c: stations[0].priority: a whole number is expected.")]
    public void A_bad_case_is_told_by_its_field(string good, string bad, string error) =>
        Should.Throw<UserErrorException>(() => Read("{ \"id\": \"c\", " + Fields.Replace(good, bad, StringComparison.Ordinal) + "}")).Message
            .ShouldBe($"The cases {_path} are not valid: {error}");

    [Fact]
    public void A_case_without_a_name_is_counted() =>
        Should.Throw<UserErrorException>(() => Read("[{" + Fields + "}]")).Message.ShouldEndWith("cases[0].id: a text is expected.");

    [Fact]
    public void An_empty_file_is_called_empty() =>
        Should.Throw<UserErrorException>(() => Read("")).Message.ShouldBe($"The cases {_path} are not valid: it is empty.");

    public void Dispose() => File.Delete(_path);

    private IReadOnlyList<AllocationCase> Read(string json)
    {
        File.WriteAllText(_path, json);
        return CaseFile.Read(_path);
    }
}
