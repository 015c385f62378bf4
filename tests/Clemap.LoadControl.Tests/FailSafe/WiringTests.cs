using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

/// <summary>On which phase a vehicle charges is written down, learnt from the meters, or booked on all three.</summary>
public class WiringTests
{
    private static SimulatedSite With(PhaseRotation first) => new(Build(
        [Root(32)], [Station(1, Grid) with { Rotation = first }, Station(2, Grid, "1"), Station(3, Grid, "3")]));

    private static void StartAndStop(SimulatedSite site, int times)
    {
        for (var time = 0; time < times; time++)
        {
            site.Cars[StationId(1)].Connected = true;
            site.Run(40);
            site.Cars[StationId(1)].Connected = false;
            site.Run(40);
        }

        site.Cars[StationId(1)].Connected = true;
        site.Run(90);
    }

    // Until somebody knows, a one-phase vehicle counts on all three phases.
    [Fact]
    public void An_unknown_phase_is_booked_on_all_three()
    {
        var site = With(PhaseRotation.Unknown(1));
        site.WiredTo[StationId(1)] = PhaseSet.L2;
        site.Cars[StationId(1)].Phases = PhaseSet.L1;
        site.Run(10);

        foreach (var neighbour in new[] { StationId(2), StationId(3) })
            (site.OrderOf(StationId(1)) + site.OrderOf(neighbour)).ShouldBeLessThanOrEqualTo(32 + 1e-6);
    }

    // The meters move on L2 each time it starts or stops: after three times it is booked there alone.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_phase_is_learnt_from_the_meters(int wired)
    {
        var site = new SimulatedSite(Build(
            [Root(20)], [Station(1, Grid) with { Rotation = PhaseRotation.Unknown(wired) }, Station(2, Grid, "1"), Station(3, Grid, "3")]));
        site.WiredTo[StationId(1)] = PhaseSet.L2;
        site.Cars[StationId(1)].Phases = PhaseSet.L1;

        StartAndStop(site, 3);

        site.OrderOf(StationId(1)).ShouldBe(16);
        site.OrderOf(StationId(2)).ShouldBe(16);
        site.OrderOf(StationId(3)).ShouldBe(16);
    }

    // Two of unknown wiring always start together: as long as nobody knows either, nothing is learnt; once one is known, it explains its part.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_known_of_one_helps_to_learn_the_other(bool known)
    {
        var site = new SimulatedSite(Build(
            [Root(63)], [Station(1, Grid) with { Rotation = PhaseRotation.Unknown(1) }, Station(2, Grid) with { Rotation = PhaseRotation.Unknown(1) }]));
        (site.WiredTo[StationId(1)], site.WiredTo[StationId(2)]) = (PhaseSet.L2, PhaseSet.L3);
        site.Cars[StationId(1)].Phases = site.Cars[StationId(2)].Phases = PhaseSet.L1;
        site.State.Stations[0].LearntPhase = known ? PhaseSet.L2 : PhaseSet.None;

        for (var time = 0; time < 8; time++)
        {
            site.Cars[StationId(1)].Connected = site.Cars[StationId(2)].Connected = time % 2 == 0;
            site.Run(40);
        }

        site.State.Stations[1].LearntPhase.ShouldBe(known ? PhaseSet.L3 : PhaseSet.None);
    }

    // The electrician wrote 123, the car loads L3: alarmed, and booked on all phases from then on.
    [Fact]
    public void A_wrong_rotation_is_found_and_booked_on_all_phases()
    {
        var site = With(PhaseRotation.Straight);
        site.Cars[StationId(1)].Phases = PhaseSet.L1;
        site.SaysPhases[StationId(1)] = PhaseSet.L1;
        site.WiredTo[StationId(1)] = PhaseSet.L3;

        StartAndStop(site, 3);

        site.Last.Findings.ShouldContain(new Finding(FindingCode.RotationWrong, StationId(1)));
        (site.OrderOf(StationId(1)) + site.OrderOf(StationId(3))).ShouldBeLessThanOrEqualTo(32 + 1e-6);
        site.Flow(Grid).HighestA.ShouldBeLessThanOrEqualTo(32 + 1e-6);
    }

    // A right rotation stays right.
    [Theory]
    [InlineData("123")]
    [InlineData("231")]
    [InlineData("312")]
    [InlineData("132")]
    [InlineData("213")]
    [InlineData("321")]
    public void A_right_rotation_is_not_alarmed(string rotation)
    {
        var site = With(PhaseRotation.Parse(rotation));
        site.Cars[StationId(1)].Phases = PhaseRotation.Parse(rotation).GridPhasesOf(1);

        StartAndStop(site, 4);

        site.Last.Findings.ShouldBeEmpty();
    }

    // What is known of the vehicle counts at once, unless the meters say otherwise.
    [Theory]
    [InlineData(1, 16, 16)]
    [InlineData(2, 8, 16)]
    [InlineData(3, 8, 8)]
    [InlineData(null, 8, 8)]
    public void The_vehicle_s_phases_are_believed(int? vehiclePhases, double onL2A, double onL3A)
    {
        var site = new SimulatedSite(Build([Root(16)], [Station(1, Grid), Station(2, Grid, "2"), Station(3, Grid, "3")]));
        site.Cars[StationId(1)].SaysPhases = vehiclePhases;
        site.Cars[StationId(1)].Phases = vehiclePhases switch { 1 => PhaseSet.L1, 2 => PhaseSet.L1 | PhaseSet.L2, _ => PhaseSet.All };

        site.Run(25);

        site.SetPointOf(StationId(2)).TargetA.ShouldBe(onL2A, 1e-6);
        site.SetPointOf(StationId(3)).TargetA.ShouldBe(onL3A, 1e-6);
    }

    [Fact]
    public void A_vehicle_that_was_described_wrongly_is_booked_as_it_charges()
    {
        var site = new SimulatedSite(Build([Root(16)], [Station(1, Grid), Station(2, Grid, "2")]));
        site.Cars[StationId(1)].SaysPhases = 1;

        site.Run(40);

        (site.OrderOf(StationId(1)) + site.OrderOf(StationId(2))).ShouldBeLessThanOrEqualTo(16 + 1e-6);
    }

    // Zoe-like: below 9 A it takes nothing, so it is not offered less.
    [Theory]
    [InlineData(8.9, 0)]
    [InlineData(9.5, 9.5)]
    public void A_vehicle_s_own_minimum_counts(double limitA, double orderA)
    {
        var site = Flat(limitA, 1);
        site.Cars[StationId(1)].MinimumA = 9;

        site.Run(30);

        site.OrderOf(StationId(1)).ShouldBe(orderA);
    }
}
