using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations;

public sealed class SilentStationTests : DriverBench
{
    [Theory]
    [InlineData("webasto-next", WhenSilent.FallsBack)]
    [InlineData("alfen-ng9xx", WhenSilent.FallsBack)]
    [InlineData("abb-terra-ac", WhenSilent.Unknown)]
    [InlineData("abl-emh", WhenSilent.Unknown)]
    public void Only_a_model_that_holds_a_fallback_is_trusted_to_fall_back(string model, WhenSilent expected)
    {
        IStation station = Station(model, fallbackA: 6);

        station.WhenSilent.ShouldBe(expected);
        (station.FallbackTime is null).ShouldBe(expected == WhenSilent.Unknown);
    }
}
