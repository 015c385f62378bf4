using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.Topology;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>On which phases a station counts, and what of it can be taken off the meter.</summary>
public class BookingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 5, 0, TimeSpan.Zero);
    private static readonly long LongAgo = Now.AddHours(-1).UtcTicks;
    private static readonly Station Rotated = Station(1, Grid, "231");
    private static readonly Station Unknown = Rotated with { Rotation = PhaseRotation.Unknown(3) };
    private static readonly Station UnknownOnePhase = Rotated with { Rotation = PhaseRotation.Unknown(1) };
    private static readonly PhaseCurrents Drawn = new(10, 8, 6);

    // Of a known wiring all is placed, unless the meters contradict it.
    [Fact]
    public void A_known_wiring_places_what_is_drawn()
    {
        OnGrid(Rotated).ShouldBe(Drawn);
        OnGrid(Rotated, StationMarks.RotationWrong).ShouldBe(PhaseCurrents.Zero);
    }

    // Of an unknown wiring only what is on all phases is sure; of one phase nothing, until the meters have shown it.
    [Fact]
    public void Of_an_unknown_wiring_only_what_is_sure_is_placed()
    {
        OnGrid(Unknown).ShouldBe(PhaseCurrents.Balanced(6));
        OnGrid(UnknownOnePhase).ShouldBe(PhaseCurrents.Zero);
        OnGrid(UnknownOnePhase, learnt: PhaseSet.L2).ShouldBe(new PhaseCurrents(0, 10, 0));
        OnGrid(Unknown, learnt: PhaseSet.L3, loaded: PhaseSet.L1).ShouldBe(new PhaseCurrents(0, 0, 10));
        OnGrid(Unknown, learnt: PhaseSet.L3, loaded: PhaseSet.All).ShouldBe(PhaseCurrents.Balanced(6));
    }

    // A one-phase car on an unknown wiring may be on any phase until that is learnt; one that loads two is no one-phase car, whatever was written.
    [Theory]
    [InlineData(1, PhaseSet.None, PhaseSet.None, PhaseSet.All, true)]
    [InlineData(1, PhaseSet.None, PhaseSet.L3, PhaseSet.L3, false)]
    [InlineData(1, PhaseSet.L1 | PhaseSet.L2, PhaseSet.L3, PhaseSet.All, false)]
    [InlineData(null, PhaseSet.None, PhaseSet.L3, PhaseSet.All, false)]
    [InlineData(3, PhaseSet.None, PhaseSet.L3, PhaseSet.All, false)]
    [InlineData(3, PhaseSet.L1, PhaseSet.L3, PhaseSet.L3, false)]
    public void A_car_on_an_unknown_wiring(int? says, PhaseSet loaded, PhaseSet learnt, PhaseSet phases, bool unknown)
    {
        var contender = Book(Unknown, new StationInput { VehiclePhases = says }, StationMemory.AtStart with { LoadedPhases = loaded, LoadedPhasesSince = LongAgo, LearntPhase = learnt });

        contender.Phases.ShouldBe(phases);
        contender.PhaseUnknown.ShouldBe(unknown);
    }

    // What is measured wins, but only after it stood for a while; a wiring that was found wrong counts on all.
    [Fact]
    public void A_car_on_a_known_wiring()
    {
        Book(Rotated, new StationInput { VehiclePhases = 1 }).Phases.ShouldBe(PhaseSet.L2);
        Book(Rotated, new StationInput { VehiclePhases = 2 }).Phases.ShouldBe(PhaseSet.L2 | PhaseSet.L3);
        Book(Rotated, default, StationMemory.AtStart with { LoadedPhases = PhaseSet.L2, LoadedPhasesSince = LongAgo }).Phases.ShouldBe(PhaseSet.L2);
        Book(Rotated, default, StationMemory.AtStart with { LoadedPhases = PhaseSet.L2, LoadedPhasesSince = Now.UtcTicks }).Phases.ShouldBe(PhaseSet.All);
        Book(Rotated, new StationInput { VehiclePhases = 1 }, StationMemory.AtStart with { LoadedPhases = PhaseSet.L3, LoadedPhasesSince = Now.UtcTicks }).Phases.ShouldBe(PhaseSet.All);
        Book(Station(1, Grid, "2"), default, StationMemory.AtStart with { Marks = StationMarks.RotationWrong }).Phases.ShouldBe(PhaseSet.All);
    }

    // It draws on one phase when it says so; if it does not say, when it had its time to switch.
    [Theory]
    [InlineData(1, 1, 0, PhaseSet.L2)]
    [InlineData(1, 3, 3600, PhaseSet.All)]
    [InlineData(1, null, 3600, PhaseSet.L2)]
    [InlineData(1, null, 5, PhaseSet.All)]
    [InlineData(3, 1, 3600, PhaseSet.All)]
    public void A_station_that_switches_draws_on_all_until_it_has_switched(int ordered, int? says, int secondsAgo, PhaseSet draws)
    {
        var memory = StationMemory.AtStart with { OrderPhases = ordered, PhasesChangedAt = Now.AddSeconds(-secondsAgo).UtcTicks };

        var contender = Book(Rotated with { SwitchesPhases = true }, new StationInput { ConfirmedPhases = says }, memory);

        contender.DrawPhases.ShouldBe(draws);
        contender.OrderPhases.ShouldBe(ordered);
    }

    // A station of fixed phases draws on those it is booked on, and one of one phase is ordered to one.
    [Fact]
    public void A_station_of_fixed_phases()
    {
        Book(Rotated, new StationInput { ConfirmedPhases = 1 }, StationMemory.AtStart with { OrderPhases = 1 }).DrawPhases.ShouldBe(PhaseSet.All);
        Book(Station(1, Grid, "2"), default).OrderPhases.ShouldBe(1);
        Book(Rotated, default).OrderPhases.ShouldBe(3);
    }

    private static PhaseCurrents OnGrid(Station station, StationMarks marks = StationMarks.None, PhaseSet learnt = PhaseSet.None, PhaseSet loaded = PhaseSet.None) =>
        Booking.OnGrid(Drawn, new StationFacts(station, AllocatorOptions.Default), StationMemory.AtStart with { Marks = marks, LearntPhase = learnt, LoadedPhases = loaded });

    private static Contender Book(Station station, in StationInput reading) => Book(station, reading, StationMemory.AtStart);

    private static Contender Book(Station station, in StationInput reading, in StationMemory memory)
    {
        var clock = new Clock();
        clock.Set(Now);
        var contender = new Contender();
        Booking.Set(ref contender, station, new StationFacts(station, AllocatorOptions.Default), reading, memory, clock, AllocatorOptions.Default);
        return contender;
    }
}
