using Clemap.Platform.Devices;

namespace Clemap.Platform.Tests.Devices;

public sealed class DeviceTransitionsTests
{
    [Theory]
    [InlineData("Manufactured", "Suspend", null)]
    [InlineData("Manufactured", "Resume", null)]
    [InlineData("Manufactured", "Retire", null)]
    [InlineData("Claimed", "Suspend", "Suspended")]
    [InlineData("Claimed", "Resume", null)]
    [InlineData("Claimed", "Retire", "Retired")]
    [InlineData("Commissioned", "Suspend", "Suspended")]
    [InlineData("Commissioned", "Resume", null)]
    [InlineData("Commissioned", "Retire", "Retired")]
    [InlineData("Suspended", "Suspend", null)]
    [InlineData("Suspended", "Retire", "Retired")]
    [InlineData("Retired", "Suspend", null)]
    [InlineData("Retired", "Resume", null)]
    [InlineData("Retired", "Retire", null)]
    public void After_EachStateAndAction(string state, string action, string? next)
    {
        foreach (var isCommissioned in (bool[])[false, true])
            DeviceTransitions.After(Enum.Parse<DeviceState>(state), Enum.Parse<DeviceAction>(action), isCommissioned).ShouldBe(next is null ? null : Enum.Parse<DeviceState>(next));
    }

    [Fact]
    public void After_Resume_GoesBackToWhatTheDeviceHadReached()
    {
        DeviceTransitions.After(DeviceState.Suspended, DeviceAction.Resume, isCommissioned: false).ShouldBe(DeviceState.Claimed);
        DeviceTransitions.After(DeviceState.Suspended, DeviceAction.Resume, isCommissioned: true).ShouldBe(DeviceState.Commissioned);
    }

    [Fact]
    public void OrderNumbers_AreTheSevenOfTheProductSheet_WithTheirCurrent()
    {
        OrderNumber.All.Select(number => OrderNumber.RatedCurrentA(number)).Order().ShouldBe([80, 125, 200, 400, 1000, 2000, 6000]);
        OrderNumber.RatedCurrentA("c-04a-wl-080a-cs").ShouldBeNull();
    }
}
