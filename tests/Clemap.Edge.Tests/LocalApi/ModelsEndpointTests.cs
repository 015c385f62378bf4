using System.Text.Json;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class ModelsEndpointTests
{
    [Fact]
    public async Task The_catalogue_is_told_with_what_each_model_can_and_with_the_files_that_were_refused()
    {
        using var folder = new TemporaryFolder();
        var stations = Directory.CreateDirectory(Path.Combine(folder.Path, "stations"));
        await File.WriteAllTextAsync(Path.Combine(stations.FullName, "acme.json"), "{}", TestContext.Current.CancellationToken);
        var configuration = TestSite.Create(folder.Path, 1, 2);
        configuration.Models = Edge.Stations.StationModels.With(stations.FullName);
        await using var app = EdgeHost.Build(configuration, TimeProvider.System);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = JsonDocument.Parse(await client.GetStringAsync("/api/models", TestContext.Current.CancellationToken));
        await app.StopAsync(TestContext.Current.CancellationToken);

        var models = answer.RootElement.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("id").GetString()!);
        models.Count.ShouldBe(62);
        var keba = models["keba-p30"];
        (keba.GetProperty("maker").GetString(), keba.GetProperty("protocol").GetString(), keba.GetProperty("confidence").GetString())
            .ShouldBe(("KEBA", "modbus tcp", "high"));
        var can = keba.GetProperty("capabilities");
        (can.GetProperty("limitUnit").GetString(), can.GetProperty("resolution").GetDouble(), can.GetProperty("pause").GetString(), can.GetProperty("fallbackS").GetDouble())
            .ShouldBe(("A", 0.001, "release", 30));
        (can.GetProperty("phaseSwitching").GetBoolean(), can.GetProperty("card").GetBoolean(), can.GetProperty("fallsBack").GetBoolean()).ShouldBe((true, true, true));
        models.Values.Where(model => model.GetProperty("experimental").GetBoolean()).Select(model => model.GetProperty("id").GetString())
            .ShouldBe(["dadapower", "evtec-ecp4", "hager-witty-plus", "sungrow-ac"]);
        models["modbus-relay"].GetProperty("capabilities").GetProperty("fallsBack").GetBoolean().ShouldBeTrue();

        var refused = answer.RootElement.GetProperty("refused").EnumerateArray().ShouldHaveSingleItem();
        refused.GetProperty("file").GetString()!.ShouldEndWith("acme.json");
        refused.GetProperty("rule").GetString()!.ShouldContain("maker");
    }
}
