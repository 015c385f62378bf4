using Clemap.Edge.Stations;

namespace Clemap.Wire.Tests.Twins;

public sealed class FoundTwinsTests(SearchedTwins searched) : IClassFixture<SearchedTwins>
{
    public static TheoryData<string> Models => [.. SearchedTwins.Findable.Select(twin => twin.Model)];

    [Theory, MemberData(nameof(Models))]
    public void Is_found_by_the_search_of_the_commissioning(string model)
    {
        var found = searched.Of(model);

        found.Kind.ShouldBe("station");
        found.Models.ShouldContain(model);
        found.State.ShouldBeOneOf("charging", "occupied");
    }

    [Fact]
    public void What_cannot_be_found_says_why()
    {
        TwinModels.Natural.Select(twin => twin.Model).Except(SearchedTwins.Findable.Select(twin => twin.Model)).ShouldBe(
            [
                "abl-emh", "heidelberg-energy-control", "keba-udp", "mennekes-amtron-compact", "modbus-relay", "phoenix-ev-cc-rtu", "schrack-cion", "smartme-pico-modbus",
            ],
            ignoreOrder: true);
        TwinModels.Natural.Select(twin => twin.Model).Where(model => SearchedTwins.WhyNot(model) is null).ShouldBe(
            SearchedTwins.Findable.Select(twin => twin.Model), ignoreOrder: true);
    }

    /// <summary>A model that comes later must not be left out here by oversight.</summary>
    [Fact]
    public void Each_model_by_modbus_udp_or_local_rest_has_a_twin_here() => StationModels.BuiltIn.All
        .Where(model => (model.Protocol.StartsWith("modbus", StringComparison.Ordinal) && !StationModels.IsMember(model.Id)) || model.Protocol is "http" or "udp")
        .Select(model => model.Id).ShouldBe(TwinModels.Natural.Select(twin => twin.Model), ignoreOrder: true);
}
