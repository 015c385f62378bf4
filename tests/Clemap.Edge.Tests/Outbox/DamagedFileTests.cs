using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Outbox;

public sealed class DamagedFileTests : IDisposable
{
    private static readonly Guid Source = TestSite.Station(1);
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly StoredEnrolment Enrolment = new(
        new Uri("https://cloud.example/"), new(Source, Source, "https://cloud.example/connect/token", "https://cloud.example/"));

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(Start.AddDays(1));

    private string File => Path.Combine(folder.Path, "edge.db");

    [Fact]
    public void A_file_that_is_no_database_is_set_aside_and_the_enrolment_survives()
    {
        Fill();
        Overwrite(0, 100);

        using var database = new EdgeDatabase(folder.Path, clock);

        database.SetAside.ShouldNotBeNull().ShouldContain("edge.db.damaged-20261103T180000Z");
        System.IO.File.Exists($"{File}.damaged-20261103T180000Z").ShouldBeTrue();
        new Documents(database).Find("enrolment", CloudJson.Default.StoredEnrolment)!.Value.Document.ShouldBe(Enrolment);
        Store(database, 5);
        new ReadingStore(database, clock).CountWaiting().ShouldBe(5);
    }

    [Fact]
    public void Damage_among_the_readings_is_met_while_it_runs_and_what_is_billed_is_saved()
    {
        Fill();
        int size = (int)new FileInfo(File).Length;
        // Somewhere in the middle, where the readings are: they are nearly all of the file.
        Overwrite(size / 2 / 4096 * 4096, 40_960);

        using var database = new EdgeDatabase(folder.Path, clock);
        var store = new ReadingStore(database, clock);
        database.SetAside.ShouldBeNull("a start does not read through all readings");
        Should.Throw<SqliteException>(() => store.NextHistory(1_000_000));

        database.SetAside.ShouldNotBeNull();
        RegisterStore.Load(database)[Source].ImportWh.ShouldBe(1234.5);
        new SessionStore(database).Open()[TestSite.Station(2)].StartWh.ShouldBe(17);
        new SessionStore(database).Waiting(10).ShouldHaveSingleItem().EndWh.ShouldBe(9000);
        store.CountWaiting().ShouldBeInRange(1, 19_999);
        store.CountWaiting().ShouldBe(store.NextHistory(1_000_000).Count);
        Store(database, 30_000);
        store.NextHistory(1_000_000).Count.ShouldBe((int)store.CountWaiting());
    }

    [Fact]
    public void An_empty_file_where_one_was_is_told()
    {
        Fill();
        System.IO.File.WriteAllBytes(File, []);
        System.IO.File.Delete(File + "-wal");

        using var database = new EdgeDatabase(folder.Path, clock);

        database.SetAside.ShouldNotBeNull().ShouldContain("empty");
        new Documents(database).Find("enrolment", CloudJson.Default.StoredEnrolment).ShouldNotBeNull();
    }

    [Fact]
    public void A_file_of_a_newer_edge_is_set_aside_and_not_misread()
    {
        Fill();
        using (var newer = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            newer.Open();
            newer.Execute("pragma user_version = 99");
        }

        using var database = new EdgeDatabase(folder.Path, clock);

        database.SetAside.ShouldNotBeNull().ShouldContain("newer");
        RegisterStore.Load(database)[Source].ImportWh.ShouldBe(1234.5);
    }

    [Fact]
    public void A_disk_that_damages_file_after_file_is_not_filled_with_them()
    {
        for (int i = 0; i < 5; i++)
        {
            using (new EdgeDatabase(folder.Path, clock))
                clock.Advance(TimeSpan.FromMinutes(1));
            Overwrite(0, 100);
        }
        using var database = new EdgeDatabase(folder.Path, clock);

        Directory.GetFiles(folder.Path, "*.damaged-*Z").Length.ShouldBe(2);
    }

    [Fact]
    public void A_file_of_the_first_layout_is_taken_over()
    {
        var waiting = new Reading { SourceId = Source, At = Start, ImportWh = 42 };
        using (var old = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            old.Open();
            old.Execute(
                """
                create table readings(
                    source text not null, at integer not null, body blob not null, status integer not null default 0, reason text,
                    primary key (source, at)) without rowid;
                create index readings_waiting on readings(at) where status = 0;
                """);
            old.Execute(
                "insert into readings(source, at, body) values ($source, $at, $body)",
                ("$source", Source.ToString()), ("$at", Start.ToUnixTimeSeconds()),
                ("$body", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(waiting, Contracts.ContractsJson.Default.Reading)));
        }
        using var database = new EdgeDatabase(folder.Path, clock);

        database.SetAside.ShouldBeNull();
        new ReadingStore(database, clock).NextHistory(10).ShouldHaveSingleItem().Reading.ShouldBe(waiting);
        new ReadingStore(database, clock).CountWaiting().ShouldBe(1);
    }

    public void Dispose() => folder.Dispose();

    private void Fill()
    {
        using var database = new EdgeDatabase(folder.Path, clock);
        new Documents(database).Put("enrolment", Enrolment, Start, CloudJson.Default.StoredEnrolment);
        new ReadingStore(database, clock).Store(
            [],
            [
                new(new OpenSession(Guid.CreateVersion7(), TestSite.Station(2), Start, 17, Start, 20, null), null),
                new(null, new ChargingSession { SessionId = Source, StationId = Source, StartedAt = Start, EndedAt = Start, StartWh = 0, EndWh = 9000 }),
            ],
            new Dictionary<Guid, EnergyRegister> { [Source] = new(1234.5, 0, 0, 0) });
        Store(database, 20_000);
    }

    private void Store(EdgeDatabase database, int rows) => new ReadingStore(database, clock).Store(
        [.. Enumerable.Range(0, rows).Select(i => new Reading { SourceId = Source, At = Start.AddDays(-10).AddSeconds(10 * i), ImportWh = i })],
        [], new Dictionary<Guid, EnergyRegister>());

    private void Overwrite(int from, int bytes)
    {
        using var file = new FileStream(File, FileMode.Open, FileAccess.Write);
        file.Position = from;
        byte[] rubbish = new byte[bytes];
        new Random(7).NextBytes(rubbish);
        file.Write(rubbish);
    }
}
