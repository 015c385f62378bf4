using Clemap.Contracts.Telemetry;
using Clemap.Edge.Sessions;
using Clemap.Edge.Stations;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Sessions;

public sealed class SessionTrackerTests
{
    private static readonly Guid Station = Guid.Parse("01900000-0000-7000-8000-0000000000a1");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 2, 18, 0, 0, TimeSpan.Zero));

    [Fact]
    public void From_plug_in_to_plug_out_with_registers_and_the_card_that_came_later()
    {
        var tracker = new SessionTracker(Station, null, clock);
        tracker.See(Sample(StationState.Free, 1000)).ShouldBeNull();
        var start = tracker.See(Sample(StationState.Occupied, 1000));
        tracker.See(Sample(StationState.Charging, 1500, "04A1B2C3D4"));
        clock.Advance(TimeSpan.FromHours(1));
        var end = tracker.See(Sample(StationState.Free, 9000))!.Closed!;

        end.SessionId.ShouldBe(start!.Open!.Id);
        (end.StartWh, end.EndWh, end.Card).ShouldBe((1000, 9000, "04A1B2C3D4"));
        (end.EndedAt - end.StartedAt).ShouldBe(TimeSpan.FromHours(1));
        tracker.Current.ShouldBeNull();
    }

    [Fact]
    public void A_fault_or_a_silent_station_is_no_plug_out()
    {
        var tracker = new SessionTracker(Station, null, clock);
        tracker.See(Sample(StationState.Charging, 1000));
        var id = tracker.Current!.Id;

        tracker.See(Sample(StationState.NotInOperation, 1000)).ShouldBeNull();
        tracker.See(Sample(StationState.Charging, 1200));

        tracker.Current.Id.ShouldBe(id);
    }

    [Fact]
    public void A_stored_session_goes_on_under_its_id()
    {
        var before = new OpenSession(Guid.CreateVersion7(clock.GetUtcNow()), Station, clock.GetUtcNow(), 1000, clock.GetUtcNow(), 1400, null);
        var tracker = new SessionTracker(Station, before, clock);
        clock.Advance(TimeSpan.FromMinutes(5));

        tracker.See(Sample(StationState.Charging, 1800));
        var closed = tracker.See(Sample(StationState.Free, 1800))!.Closed!;

        (closed.SessionId, closed.StartWh, closed.EndWh).ShouldBe((before.Id, 1000, 1800));
    }

    [Fact]
    public void A_register_that_falls_never_makes_negative_energy()
    {
        var tracker = new SessionTracker(Station, null, clock);
        tracker.See(Sample(StationState.Charging, 1000));
        tracker.See(Sample(StationState.Free, 3))!.Closed!.EndWh.ShouldBe(1000);
    }

    [Fact]
    public void A_clock_that_was_set_back_meanwhile_does_not_make_a_session_end_before_it_began()
    {
        var tracker = new SessionTracker(Station, null, clock);
        tracker.See(Sample(StationState.Charging, 1000));
        var closed = tracker.See(Sample(StationState.Free, 3000) with { At = clock.GetUtcNow().AddHours(-1) })!.Closed!;

        (closed.EndedAt, closed.EndWh).ShouldBe((closed.StartedAt, 3000));
    }

    private StationSample Sample(StationState state, long importWh, string? card = null) =>
        new() { At = clock.GetUtcNow(), State = state, ImportWh = importWh, Card = card };
}
