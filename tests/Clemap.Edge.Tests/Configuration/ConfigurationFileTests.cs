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

    private async Task<EdgeConfiguration> LoadAsync(string json)
    {
        string file = Path.Combine(folder.Path, "edge.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
        return await ConfigurationFile.LoadAsync(file, TestContext.Current.CancellationToken);
    }
}
