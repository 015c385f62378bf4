using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.CloudLink;
using Clemap.Edge.Tests.ControlLoop;

namespace Clemap.Edge.Tests;

public sealed class EdgeProcessTests
{
    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_with_its_sessions_and_without_a_doubled_slot_and_ends_well_when_asked()
    {
        await using var cloud = await TestCloud.StartAsync();
        await using var garage = new Garage(1);
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "edge.json");
        var configuration = garage.Configuration with
        {
            DataDir = "data",
            Cloud = new CloudConfiguration(cloud.Address, TestCloud.OneTimeCode),
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(configuration, EdgeJson.Default.EdgeConfiguration), TestContext.Current.CancellationToken);

        await using (var first = await EdgeProcess.StartAsync(file))
        {
            await Patience.UntilAsync(() => cloud.Stored.Count >= 2, "readings of the first run");
            await first.KillAsync();
        }
        await using var second = await EdgeProcess.StartAsync(file);
        await Patience.UntilAsync(() => cloud.Stored.Keys.Select(key => key.Item2).Distinct().Count() >= 2, "readings of the second run");

        // A row may come twice, when the kill fell between the answer and its note; it must be the same row then.
        cloud.Received.GroupBy(reading => (reading.SourceId, reading.At)).ShouldAllBe(rows => rows.Distinct().Count() == 1);
        cloud.Stored.Values.Where(reading => reading.SourceId == TestSite.Station(1)).Select(reading => reading.SessionId).Distinct()
            .ShouldHaveSingleItem().ShouldNotBeNull();
        (await second.TerminateAsync()).ShouldBe(0);
    }
}
