using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Outbox;

public sealed class RetentionTests : IDisposable
{
    private static readonly Guid Source = TestSite.Station(1);
    private static readonly DateTimeOffset Start = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(Start);

    [Fact]
    public void What_waits_stays_raw_as_long_as_there_is_room_whatever_the_clock_says()
    {
        using var database = new EdgeDatabase(folder.Path);
        Store(database, 0, 90);
        clock.Advance(TimeSpan.FromDays(20_000));

        new Retention(database, clock).Keep();

        new ReadingStore(database, clock).CountWaiting().ShouldBe(90);
    }

    [Fact]
    public void What_was_thinned_while_the_clock_was_ahead_does_not_keep_later_rows_from_being_thinned()
    {
        using var database = new EdgeDatabase(folder.Path);
        Store(database, 8640 * 365, 90);
        ThinAll(database, Start.AddYears(2));
        Store(database, 0, 90);
        ThinAll(database, Start.AddDays(1));

        clock.Advance(TimeSpan.FromDays(3));
        new ReadingStore(database, clock).NextHistory(100).Select(row => row.Reading.ImportWh).ShouldBe([0L, 89L]);
    }

    [Fact]
    public void Thinned_the_rows_that_energy_is_reckoned_from_stay()
    {
        using var database = new EdgeDatabase(folder.Path);
        Store(database, 0, 4 * 360); // four hours
        clock.Advance(TimeSpan.FromDays(1));
        var before = Quarters(database);

        ThinAll(database, clock.GetUtcNow());

        var rows = new ReadingStore(database, clock).NextHistory(10_000);
        rows.Count(row => row.At % 900 == 0).ShouldBe(16);
        rows.Count.ShouldBe(17, "and the last row, which has no neighbour");
        Quarters(database).ShouldBe(before);
        before.Count.ShouldBe(15);
        new Retention(database, clock).Thinned.ShouldBe((4 * 360) - 17);
        new ReadingStore(database, clock).CountWaiting().ShouldBe(17);
    }

    [Fact]
    public void Where_the_row_at_a_border_is_missing_both_neighbours_stay()
    {
        using var database = new EdgeDatabase(folder.Path);
        Store(database, 0, 85);
        Store(database, 95, 85);
        clock.Advance(TimeSpan.FromDays(1));

        ThinAll(database, clock.GetUtcNow());

        new ReadingStore(database, clock).NextHistory(100).Select(row => row.Reading.ImportWh).ShouldBe([0L, 84L, 95L, 179L]);
    }

    [Fact]
    public void Rows_without_a_register_are_of_no_use_to_energy_and_go_first()
    {
        using var database = new EdgeDatabase(folder.Path);
        new ReadingStore(database, clock).Store(
            [.. Enumerable.Range(0, 90).Select(i => new Reading { SourceId = Source, At = Start.AddSeconds(10 * i), ImportWh = i is 3 or 50 ? i : null })],
            [], new Dictionary<Guid, EnergyRegister>());
        clock.Advance(TimeSpan.FromDays(1));

        ThinAll(database, clock.GetUtcNow());

        new ReadingStore(database, clock).NextHistory(100).Select(row => row.Reading.ImportWh).ShouldBe([3L, 50L]);
    }

    [Fact]
    public void Ninety_days_without_a_cloud_stay_within_the_bound_and_nothing_that_is_billed_goes()
    {
        const long Bound = 4_000_000;
        using var database = new EdgeDatabase(folder.Path, clock, Bound);
        var (store, retention) = (new ReadingStore(database, clock), new Retention(database, clock));
        for (int day = 0; day < 90; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            Store(database, day * 8640, 8640, every: 3); // a row each half minute is enough to fill it
            if (day % 3 == 0)
                store.Store([], [new SessionChange(null, Closed(day))], new Dictionary<Guid, EnergyRegister> { [Source] = new(day, 0, 0, 0) });
            retention.Keep();

            database.UsedBytes.ShouldBeLessThan(Bound);
        }

        new FileInfo(Path.Combine(folder.Path, "edge.db")).Length.ShouldBeLessThanOrEqualTo(Bound);
        new SessionStore(database).Waiting(1000).Count.ShouldBe(30);
        RegisterStore.Load(database)[Source].ImportWh.ShouldBe(87);
        clock.Advance(TimeSpan.FromMinutes(1));
        var rows = store.NextHistory(1_000_000);
        rows.Count(row => row.At % 900 == 0).ShouldBe(90 * 96, "each quarter hour can be reckoned");
        rows.Count.ShouldBeGreaterThan(90 * 96, "what is new is still raw");
        store.CountWaiting().ShouldBe(rows.Count);
    }

    [Fact]
    public void When_even_quarter_hours_are_too_many_the_oldest_go_and_sessions_stay()
    {
        const long Bound = 400_000;
        using var database = new EdgeDatabase(folder.Path, clock, Bound);
        var store = new ReadingStore(database, clock);
        store.Store([], [new SessionChange(null, Closed(0))], new Dictionary<Guid, EnergyRegister>());
        for (int day = 0; day < 60; day++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            Store(database, day * 8640, 8640, every: 45);
            new Retention(database, clock).Keep();
        }

        database.UsedBytes.ShouldBeLessThan(Bound);
        new SessionStore(database).Waiting(10).Count.ShouldBe(1);
        store.Oldest()!.Value.ShouldBeGreaterThan(Start.AddDays(1));
    }

    [Fact]
    public void A_full_disk_takes_a_slot_whole_or_not_at_all_and_goes_on_when_there_is_room()
    {
        using var database = new EdgeDatabase(folder.Path, clock, 200_000);
        var store = new ReadingStore(database, clock);
        int stored = 0;
        var full = Should.Throw<SqliteException>(() =>
        {
            while (true)
            {
                Slot(store, stored);
                stored++;
            }
        });

        full.SqliteErrorCode.ShouldBe(13);
        var rows = store.NextHistory(100_000);
        rows.GroupBy(row => row.At).ShouldAllBe(slot => slot.Count() == 3);
        rows.Count.ShouldBe(3 * stored);
        store.CountWaiting().ShouldBe(3 * stored);
        store.MarkSent(rows.Take(1000));
        clock.Advance(TimeSpan.FromDays(2));
        new Retention(database, clock).Keep();
        Slot(store, stored);
        store.CountWaiting().ShouldBe((3 * stored) - 1000 + 3);
    }

    public void Dispose() => folder.Dispose();

    private void ThinAll(EdgeDatabase database, DateTimeOffset before)
    {
        var retention = new Retention(database, clock);
        while (retention.Thin(before))
            continue;
    }

    private static void Slot(ReadingStore store, int number) => store.Store(
        [.. Enumerable.Range(1, 3).Select(i => new Reading { SourceId = TestSite.Station(i), At = Start.AddDays(-1).AddSeconds(10 * number), ImportWh = number })],
        [], new Dictionary<Guid, EnergyRegister>());

    private void Store(EdgeDatabase database, int from, int rows, int every = 1) => new ReadingStore(database, clock).Store(
        [.. Enumerable.Range(0, rows / every).Select(i => new Reading { SourceId = Source, At = Start.AddSeconds(10L * (from + (i * every))), ImportWh = from + (i * every) })],
        [], new Dictionary<Guid, EnergyRegister>());

    /// <summary>Energy of each quarter hour as the cloud reckons it: the difference of the registers at its borders.</summary>
    private List<long> Quarters(EdgeDatabase database)
    {
        var starts = new ReadingStore(database, clock).NextHistory(100_000).Where(row => row.At % 900 == 0).Select(row => row.Reading.ImportWh!.Value).ToList();
        return [.. starts.Zip(starts.Skip(1), (one, next) => next - one)];
    }

    private static ChargingSession Closed(int day) => new()
    {
        SessionId = Guid.CreateVersion7(Start.AddDays(day)),
        StationId = Source,
        StartedAt = Start.AddDays(day),
        EndedAt = Start.AddDays(day).AddHours(1),
        StartWh = day,
        EndWh = day + 1,
    };
}
