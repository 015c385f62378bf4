using Bunit;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Clemap.Portal.Pages.Devices;

namespace Clemap.Portal.Tests.Pages;

public sealed class DevicesPageTests
{
    private static readonly DeviceView Device = new(
        World.Id(0xd1), "CL-080-1", "C-04A-WL-080A-CS", 80, World.Id(0xd2), "Sonnenhof 12", "Commissioned", true, World.Now, [DeviceAction.Suspend, DeviceAction.Retire]);

    [Fact]
    public async Task Device_SaysWhatItIsAndWhereAndHow_AndIsSuspended()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Devices.Devices.Add(Device);
        var page = portal.Render<DevicesPage>();
        foreach (var part in new[] { "CL-080-1", "Sonnenhof 12", "80 A", "in operation" })
            page.Find("[data-testid=devices] li").TextContent.ShouldContain(part);

        await page.Find("[aria-label='Suspend CL-080-1']").ClickAsync();

        portal.Devices.Steps.ShouldBe([(Device.Id, DeviceAction.Suspend)]);
        page.Find("[role=status]").TextContent.ShouldContain("CL-080-1 is suspended");
    }

    [Fact]
    public async Task AdministratorOfOneSite_IsOfferedStepsThereOnly_AndMayClaim()
    {
        await using var portal = PortalContext.AtSite(Device.SiteId, Role.Administrator);
        portal.Devices.Devices.AddRange([Device, Device with { Id = World.Id(0xd7), SiteId = World.Id(0x77), Serial = "CL-080-7" }]);
        var page = portal.Render<DevicesPage>();

        page.FindAll("[aria-label='Suspend CL-080-1']").Count.ShouldBe(1);
        page.FindAll("[aria-label='Suspend CL-080-7']").ShouldBeEmpty();
        page.FindAll(".claim-links a").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retire_AsksFirst_AndSaysWhatItMeans()
    {
        await using var portal = new PortalContext(Role.Administrator);
        portal.Devices.Devices.Add(Device);
        var page = portal.Render<DevicesPage>();

        await page.Find("[aria-label='Retire CL-080-1']").ClickAsync();
        portal.Devices.Steps.ShouldBeEmpty();
        page.Markup.ShouldContain("no way back");
        await page.FindAll("button").Single(button => button.TextContent == "Yes, retire").ClickAsync();

        portal.Devices.Steps.ShouldBe([(Device.Id, DeviceAction.Retire)]);
    }

    [Fact]
    public async Task HandOver_ShowsTheCodeOnce_AndCanBeTakenBack()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Devices.Devices.Add(Device);
        var page = portal.Render<DevicesPage>();

        await page.Find("[aria-label='Hand over CL-080-1']").ClickAsync();
        page.Find("[data-testid=transfer]").TextContent.ShouldContain("AAAAA-BBBBB-CCCCC-DDDDD");
        page.Find("[data-testid=offered]").TextContent.ShouldContain("offered to another organisation until");

        await page.Find("[aria-label='Keep CL-080-1 after all']").ClickAsync();
        page.FindAll("[data-testid=transfer]").ShouldBeEmpty();
        page.FindAll("[data-testid=offered]").ShouldBeEmpty();
        page.Find("[role=status]").TextContent.ShouldContain("the code is void");
    }

    [Fact]
    public async Task SomebodyWasFaster_IsSaid()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Devices.Devices.Add(Device);
        portal.Devices.Answer = DeviceStep.WrongState;
        var page = portal.Render<DevicesPage>();
        await page.Find("[aria-label='Suspend CL-080-1']").ClickAsync();
        page.Find("[role=alert]").TextContent.ShouldContain("changed in the meantime");
    }

    [Fact]
    public async Task Electrician_SeesNoActions()
    {
        await using var portal = new PortalContext(Role.Electrician);
        portal.Devices.Devices.Add(Device);
        portal.Render<DevicesPage>().FindAll("[data-testid=devices] button").ShouldBeEmpty();
    }

    [Fact]
    public async Task NoDevice_SaysWhatToDo()
    {
        await using var portal = new PortalContext(Role.Owner);
        portal.Render<DevicesPage>().Markup.ShouldContain("No device yet");
    }
}
