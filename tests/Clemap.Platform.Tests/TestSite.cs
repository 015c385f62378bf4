using Clemap.Contracts.Sites;
using Clemap.Platform.Devices;

namespace Clemap.Platform.Tests;

public sealed record TestSite(Guid OrganisationId, Guid SiteId, Guid DeviceId, string Serial, string Code)
{
    public static Guid Grid { get; } = Guid.Parse("01900000-0000-7000-8000-000000000010");
    public static Guid Garage { get; } = Guid.Parse("01900000-0000-7000-8000-000000000011");
    public static Guid Meter { get; } = Guid.Parse("01900000-0000-7000-8000-000000000020");
    public static Guid Station { get; } = Guid.Parse("01900000-0000-7000-8000-0000000000a1");

    public static SiteModel Model { get; } = new()
    {
        Circuits = [new(Grid, "Grid connection", null, 80, Meter), new(Garage, "Garage A", Grid, 40, null)],
        Meters = [new(Meter, "Grid", MeterKind.Grid)],
        Stations = [new(Station, "A1", Garage, "keba-p30", false, 3, "123", 6, 16, 6)],
    };

    public DeviceIdentity Identity => new(DeviceId, OrganisationId, SiteId, Serial, true, null);
}
