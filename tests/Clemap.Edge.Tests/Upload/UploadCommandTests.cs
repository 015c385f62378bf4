using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.CloudLink;
using Clemap.Edge.Upload;

namespace Clemap.Edge.Tests.Upload;

public sealed class UploadCommandTests : IDisposable
{
    private static readonly Guid Station = TestSite.Station(1);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_recording_arrives_whole_with_progress_and_may_be_repeated()
    {
        await using var cloud = await TestCloud.StartAsync();
        var lines = Enumerable.Range(0, 12_000).Select(i => $"R,{Station},{1_790_000_000 + (10 * i)},230,,,1.5,,,345,,,10,350,0.98,{i},0,charging,16,circuit:Garage A:L1,{Station}").ToList();
        lines.Add($"S,{Station},{Station},1790000000,1790100000,0,12000,04A1B2C3D4");
        string file = await WriteAsync(lines);

        var (code, output, errors) = await UploadAsync(cloud, file);
        (await UploadAsync(cloud, file)).Code.ShouldBe(0);

        code.ShouldBe(0, errors);
        cloud.Stored.Count.ShouldBe(12_000);
        var reading = cloud.Stored[(Station, DateTimeOffset.FromUnixTimeSeconds(1_790_000_010))];
        (reading.VoltageL1V, reading.VoltageL2V, reading.ImportWh, reading.State, reading.Reason)
            .ShouldBe((230f, null, 1L, StationState.Charging, "circuit:Garage A:L1"));
        cloud.Sessions.First().EndWh.ShouldBe(12_000);
        output.Split('\n')[0].ShouldStartWith("progress ");
        output.TrimEnd().ShouldEndWith("progress 100");
    }

    [Fact]
    public async Task A_broken_line_is_named()
    {
        await using var cloud = await TestCloud.StartAsync();
        var (code, _, errors) = await UploadAsync(cloud, await WriteAsync([$"R,{Station},1790000000"]));

        code.ShouldBe(1);
        errors.ShouldContain("line 1");
    }

    [Fact]
    public async Task A_register_that_the_edge_counts_itself_goes_on_where_the_recording_ended()
    {
        await using var cloud = await TestCloud.StartAsync();
        string file = await WriteAsync([$"R,{Station},1790000000,,,,,,,,,,,,,5000,7,free,0,not-connected,"]);
        var configuration = Configuration(cloud);

        await UploadCommand.RunAsync(
            configuration with { Stations = [configuration.Stations[0] with { Model = "evtec-bidipro" }] }, file, TextWriter.Null, TextWriter.Null,
            TestContext.Current.CancellationToken);

        using var database = new EdgeDatabase(folder.Path);
        RegisterStore.Load(database)[Station].ImportWh.ShouldBe(5000);
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> WriteAsync(IEnumerable<string> lines)
    {
        string file = Path.Combine(folder.Path, "recording.csv");
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);
        return file;
    }

    private EdgeConfiguration Configuration(TestCloud cloud) =>
        TestSite.Create(folder.Path, 1, 2) with { Cloud = new CloudConfiguration(cloud.Address, TestCloud.OneTimeCode) };

    private async Task<(int Code, string Output, string Errors)> UploadAsync(TestCloud cloud, string file)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await UploadCommand.RunAsync(Configuration(cloud), file, output, errors, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
