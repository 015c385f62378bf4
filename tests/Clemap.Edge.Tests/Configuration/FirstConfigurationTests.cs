using Clemap.Edge.Configuration;

namespace Clemap.Edge.Tests.Configuration;

/// <summary>A box that comes with an empty folder.</summary>
public sealed class FirstConfigurationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string EdgeJson => Path.Combine(folder.Path, "edge.json");

    [Fact]
    public async Task Without_a_file_the_start_names_the_way_to_a_first_one()
    {
        var errors = new StringWriter();
        (await EntryPoint.RunAsync(["run", "--config", EdgeJson], TextWriter.Null, errors)).ShouldBe(2);
        errors.ToString().ShouldContain("clemap-edge init");
    }

    [Fact]
    public async Task The_first_one_starts_and_is_never_written_over()
    {
        (await InitAsync()).ShouldBe(0);
        await using var edge = await EdgeProcess.StartAsync(await WithFreePortsAsync());
        string before = await File.ReadAllTextAsync(EdgeJson, TestContext.Current.CancellationToken);

        (await InitAsync()).ShouldBe(2);

        (await File.ReadAllTextAsync(EdgeJson, TestContext.Current.CancellationToken)).ShouldBe(before);
        edge.Errors.ShouldContain(line => line.Contains("One-time code", StringComparison.Ordinal));
    }

    [Fact]
    public void Beside_it_no_station_fits_until_the_real_figures_are_entered()
    {
        var first = FirstConfiguration.Of("CL-080-000001");
        var station = TestSite.Create("data", 502, 503).Stations[0] with { CircuitId = first.Circuits[0].Id };

        ConfigurationRules.Check(first).ShouldBeEmpty();
        ConfigurationRules.Check(first with { Stations = [station] }).ShouldContain(problem => problem.Field == "circuits[0]");
    }

    public void Dispose() => folder.Dispose();

    private Task<int> InitAsync() => EntryPoint.RunAsync(["init", "--config", EdgeJson, "--serial", "CL-080-000001"], TextWriter.Null, TextWriter.Null);

    // Of the tests that run beside this one, another may have the usual ports.
    private async Task<string> WithFreePortsAsync()
    {
        string text = await File.ReadAllTextAsync(EdgeJson, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            EdgeJson, text.Replace("\"localPort\": 8090", "\"localPort\": 0", StringComparison.Ordinal).Replace("\"httpsPort\": 7000", "\"httpsPort\": 0", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        return EdgeJson;
    }
}
