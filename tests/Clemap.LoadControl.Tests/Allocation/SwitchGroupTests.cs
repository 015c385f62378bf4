using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>On/off stations behind the two digital outputs.</summary>
public class SwitchGroupTests
{
    private static readonly Guid Output = Id(0x70);

    private static Station Switched(int number, string rotation, Guid? group) =>
        Station(number, Grid, rotation, maximumA: 16) with { Switched = true, SwitchGroupId = group };

    private static SimulatedSite Group(double ratingA) =>
        new(Build([Root(ratingA)], [Switched(1, "1", Output), Switched(2, "1", Output), Switched(3, "2", Output)]));

    // Two of the three hang on L1: 32 A or nothing for all.
    [Theory]
    [InlineData(31.9, 0)]
    [InlineData(32, 16)]
    public void A_group_is_on_or_off_as_a_whole(double ratingA, double orderA)
    {
        var site = Group(ratingA);

        site.Run(30);

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == orderA);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_that_is_locked_locks_its_group(int locked)
    {
        var site = Group(80);
        site.Cars[StationId(locked)].LimitA = 0;

        site.Run(30);

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 0 && setPoint.Reasons[0].Code == ReasonCode.Locked);
    }

    // Nobody knows which of them has a vehicle: one is enough to switch on, and all are booked.
    [Fact]
    public void One_vehicle_switches_the_group_on()
    {
        var site = Group(40);
        site.Cars[StationId(1)].Connected = false;
        site.Cars[StationId(2)].Connected = false;

        site.Run(30);

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 16 && setPoint.Reasons[0].Code == ReasonCode.StationMaximum);
    }

    // The highest class of its vehicles is that of the group.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_group_has_the_class_of_its_highest(int high)
    {
        var site = new SimulatedSite(Build([Root(32)], [Switched(1, "1", Output), Switched(2, "1", Output), Switched(3, "2", Output), Station(4, Grid, "1", maximumA: 16)]));
        site.Cars[StationId(high)].Priority = PriorityClass.High;
        site.Cars[StationId(4)].Priority = PriorityClass.High;
        site.Cars[StationId(4)].Connected = false;
        site.Run(1);
        site.Cars[StationId(4)].Connected = true;

        site.Run(30);

        site.OrderOf(StationId(high)).ShouldBe(16);
        site.OrderOf(StationId(4)).ShouldBe(0);
    }

    [Fact]
    public void Without_a_vehicle_the_output_stays_open()
    {
        var site = Group(40);
        foreach (var car in site.Cars.Values)
            car.Connected = false;

        site.Run(30);

        site.Last.SetPoints.ShouldAllBe(setPoint => setPoint.CurrentA == 0 && setPoint.Reasons[0].Code == ReasonCode.NotConnected);
    }

    // Its contactor rests for as long as it was commissioned to.
    [Fact]
    public void A_contactor_has_a_rest_of_its_own()
    {
        var site = new SimulatedSite(Build([Root(20)], [Switched(1, "1", null) with { MinimumOff = TimeSpan.FromMinutes(10) }]));
        site.Run(10);
        site.LimitsA[Grid] = 5;
        site.Step();
        site.LimitsA.Clear();

        site.Run(9 * 60);
        site.OrderOf(StationId(1)).ShouldBe(0);
        site.Run(70);
        site.OrderOf(StationId(1)).ShouldBe(16);
    }
}
