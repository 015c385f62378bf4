using Clemap.Contracts.GridCommands;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.Tests.GridCommands;

/// <summary>Commands down to the registers of stations.</summary>
public sealed class GridCommandSiteTests
{
    [Fact]
    public async Task A_command_is_on_the_wire_after_one_cycle_and_said_to_be_in_force_then()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        (garage.Order(1) + garage.Order(2)).ShouldBeGreaterThan(20);
        garage.Grid.Commands.Take(new([Command(limitA: 8)]));
        garage.Grid.Commands.Waiting().ShouldHaveSingleItem().State.ShouldBe(GridCommandState.Accepted);
        await garage.CycleAsync(2);

        (garage.Order(1) + garage.Order(2)).ShouldBeInRange(6, 8);
        garage.Grid.Commands.Waiting().ShouldHaveSingleItem().State.ShouldBe(GridCommandState.InForce);
        garage.Grid.Save();
        garage.Grid.Restrictions.Waiting(10).ShouldHaveSingleItem().Kind.ShouldBe(RestrictionKind.Command);

        garage.Grid.Commands.Take(new([]));
        await garage.CycleAsync(20);
        (garage.Order(1) + garage.Order(2)).ShouldBeGreaterThan(20);
        garage.Grid.Save();
        garage.Grid.Restrictions.Waiting(10).ShouldHaveSingleItem().EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_command_for_one_station_holds_this_one_down_and_lifts_no_lower_limit()
    {
        await using var garage = new Garage(2);
        await garage.CycleAsync(8);
        garage.Grid.Commands.Take(new([Command(limitA: 8) with { StationId = TestSite.Station(1) }]));
        await garage.CycleAsync(10);
        garage.Order(1).ShouldBeInRange(6, 8);
        garage.Order(2).ShouldBeGreaterThan(14);

        garage.Wish(1, null, (TestSite.Station(1), new Contracts.DesiredState.StationWish(6)));
        await garage.CycleAsync(2);
        garage.Order(1).ShouldBe(6);
    }

    [Fact]
    public async Task The_receiver_and_a_command_hold_together_and_the_lower_wins()
    {
        // An input that nobody answers for: it cannot be read, which counts as active.
        await using var garage = new Garage(2, commission: site => site with
        {
            GridOperator = new GridOperatorConfiguration
            {
                Ripple = new RippleConfiguration { Contact = ContactKind.NormallyOpen, Modbus = new ModbusInputConfiguration("127.0.0.1", 1, 1, 0), LeavesA = 14 },
            },
        });
        garage.Grid.Commands.Take(new([Command(limitA: 20)]));
        await garage.CycleAsync(10);
        (garage.Order(1) + garage.Order(2)).ShouldBeInRange(12, 14);

        garage.Grid.Commands.Take(new([Command(limitA: 7)]));
        await garage.CycleAsync(4);
        (garage.Order(1) + garage.Order(2)).ShouldBeInRange(6, 7);
        garage.Grid.Save();
        garage.Grid.Restrictions.Waiting(10).ShouldContain(restriction => restriction.Kind == RestrictionKind.Ripple && restriction.IsContactUnknown == true);
    }

    private static GridCommand Command(double limitA)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), GridCommandScope.Charging, now.AddSeconds(-1), now.AddMinutes(10), LimitA: limitA);
    }
}
