using Clemap.Contracts.Sites;
using Clemap.Platform.Sites;

namespace Clemap.Platform.Tests.Sites;

public sealed class SiteModelRulesTests
{
    [Fact]
    public void Check_SoundModel_IsNull() => SiteModelRules.Check(TestSite.Model).ShouldBeNull();

    [Fact]
    public void Check_UnknownMeter_NamesTheCircuit()
    {
        var unknown = TestSite.Model with { Circuits = [new(TestSite.Grid, "Grid", null, 80, Guid.CreateVersion7())], Stations = [] };
        SiteModelRules.Check(unknown).ShouldNotBeNull().Field.ShouldBe($"circuits.{TestSite.Grid}");
    }

    [Fact]
    public void Check_FallbacksAboveTheFuse_IsRefused()
    {
        var tight = TestSite.Model with { Stations = [TestSite.Model.Stations[0] with { MaximumA = 63, FallbackA = 63 }] };
        SiteModelRules.Check(tight).ShouldNotBeNull().Code.ShouldBe("fallback-does-not-fit");
    }

    [Theory]
    [InlineData("124")]
    [InlineData("")]
    public void Check_OddRotation_NamesTheStation(string rotation)
    {
        var odd = TestSite.Model with { Stations = [TestSite.Model.Stations[0] with { Rotation = rotation }] };
        SiteModelRules.Check(odd).ShouldNotBeNull().Field.ShouldBe($"stations.{TestSite.Station}");
    }

    [Fact]
    public void Check_TwoGridConnections_IsRefused()
    {
        SiteModel two = TestSite.Model with { Circuits = [.. TestSite.Model.Circuits, new(Guid.CreateVersion7(), "Second", null, 80)] };
        SiteModelRules.Check(two).ShouldNotBeNull().Code.ShouldBe("several-roots");
    }
}
