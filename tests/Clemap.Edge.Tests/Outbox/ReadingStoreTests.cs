using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Outbox;

public sealed class ReadingStoreTests : IDisposable
{
    private static readonly Guid Source = Guid.Parse("01900000-0000-7000-8000-0000000000a1");
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(Start);

    [Fact]
    public void A_slot_is_stored_once_whatever_comes_after_a_restart()
    {
        using (var database = new EdgeDatabase(folder.Path))
            Store(database, Row(0, 100), Row(10, 110));
        using (var database = new EdgeDatabase(folder.Path))
        {
            Store(database, Row(10, 999), Row(20, 120));

            new ReadingStore(database, clock).Next(100).OrderBy(row => row.At).Select(row => row.Reading.ImportWh)
                .ShouldBe([100L, 110L, 120L]);
        }
    }

    [Fact]
    public void What_was_not_acknowledged_is_offered_again_after_a_restart_and_what_was_is_not()
    {
        using (var database = new EdgeDatabase(folder.Path))
        {
            Store(database, Row(0, 100), Row(10, 110), Row(20, 120));
            var store = new ReadingStore(database, clock);
            store.MarkSent(store.Next(100).Where(row => row.Reading.ImportWh == 110));
        }
        using (var database = new EdgeDatabase(folder.Path))
            new ReadingStore(database, clock).Next(100).Select(row => row.Reading.ImportWh).ShouldBe([100L, 120L], ignoreOrder: true);
    }

    [Fact]
    public void Live_rows_go_before_a_backlog_which_then_goes_from_its_oldest()
    {
        using var database = new EdgeDatabase(folder.Path);
        var store = new ReadingStore(database, clock);
        Store(database, [.. Enumerable.Range(0, 100).Select(i => Row(10 * i, i))]);
        clock.Advance(TimeSpan.FromSeconds(995));

        var first = store.Next(10);
        store.MarkSent(first);
        var second = store.Next(3);

        first.Select(row => row.Reading.ImportWh).ShouldBe([99L, 98L, 97L]);
        second.Select(row => row.Reading.ImportWh).ShouldBe([0L, 1L, 2L]);
    }

    [Fact]
    public void A_refused_row_is_kept_with_its_reason_and_not_offered_again()
    {
        using var database = new EdgeDatabase(folder.Path);
        var store = new ReadingStore(database, clock);
        Store(database, Row(0, 100));

        store.SetAside(store.Next(1)[0], "out-of-range:importWh");

        store.Next(10).ShouldBeEmpty();
        store.Refused().ShouldHaveSingleItem().Reason.ShouldBe("out-of-range:importWh");
    }

    [Fact]
    public void Registers_counted_here_are_stored_in_the_transaction_of_their_reading()
    {
        var register = new EnergyRegister(1234.5, 6, 78.9, 1);
        using (var database = new EdgeDatabase(folder.Path))
            new ReadingStore(database, clock).Store([Row(0, 1234)], [], new Dictionary<Guid, EnergyRegister> { [Source] = register });
        using (var database = new EdgeDatabase(folder.Path))
            RegisterStore.Load(database)[Source].ShouldBe(register);
    }

    [Fact]
    public void An_open_session_survives_a_restart_under_its_id_and_ends_once()
    {
        var open = new OpenSession(Guid.CreateVersion7(Start), Source, Start, 1000, Start, 1000, "04A1B2C3D4");
        using (var database = new EdgeDatabase(folder.Path))
            new ReadingStore(database, clock).Store([], [new SessionChange(open, null)], new Dictionary<Guid, EnergyRegister>());
        using (var database = new EdgeDatabase(folder.Path))
        {
            var sessions = new SessionStore(database);
            sessions.Open()[Source].ShouldBe(open);
            var closed = new ChargingSession
            {
                SessionId = open.Id,
                StationId = Source,
                StartedAt = Start,
                EndedAt = Start.AddHours(1),
                StartWh = 1000,
                EndWh = 9000,
                Card = open.Card,
            };
            var store = new ReadingStore(database, clock);
            store.Store([], [new SessionChange(null, closed)], new Dictionary<Guid, EnergyRegister>());
            store.Store([], [new SessionChange(null, closed)], new Dictionary<Guid, EnergyRegister>());

            sessions.Open().ShouldBeEmpty();
            sessions.Waiting(10).ShouldHaveSingleItem().ShouldBe(closed);
        }
    }

    public void Dispose() => folder.Dispose();

    private void Store(EdgeDatabase database, params Reading[] rows) =>
        new ReadingStore(database, clock).Store(rows, [], new Dictionary<Guid, EnergyRegister>());

    private static Reading Row(int seconds, long importWh) => new() { SourceId = Source, At = Start.AddSeconds(seconds), ImportWh = importWh };
}
