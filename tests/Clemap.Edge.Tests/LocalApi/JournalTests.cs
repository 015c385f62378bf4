using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_bounded_and_the_oldest_go_first()
    {
        using var database = new EdgeDatabase(folder.Path);
        var journal = new Journal(database, TimeProvider.System, NullLogger<Journal>.Instance);
        database.Write(connection =>
        {
            for (int i = 0; i < Journal.MostEntries + 50; i++)
                connection.Execute("insert into journal(at, who, what, detail) values (0, 'edge', 'test', '')");
        });
        journal.Add(Journal.Local, "limit.changed", new string('x', 10_000));

        var entries = journal.Read(null, 100_000);
        entries.Count.ShouldBe(Journal.MostEntries);
        entries[0].Who.ShouldBe("local");
        entries[0].Detail.Length.ShouldBe(2000);
        entries[^1].Number.ShouldBe(52);
    }

    [Fact]
    public void An_alarm_is_one_entry_when_it_begins_and_one_when_it_ends()
    {
        using var database = new EdgeDatabase(folder.Path);
        var journal = new Journal(database, TimeProvider.System, NullLogger<Journal>.Instance);
        var log = new LinesLogger<Alarms>();
        var alarms = new Alarms(journal, log);
        alarms.Set(Alarms.StorageFailing, null);
        alarms.Set(Alarms.StorageFailing, "disk full");
        alarms.Set(Alarms.StorageFailing, "disk full still");
        alarms.Open.ShouldBe([new Alarm("storage-failing", "disk full still")]);
        alarms.Set(Alarms.StorageFailing, null);

        alarms.Open.ShouldBeEmpty();
        journal.Read(null, 10).Select(entry => (entry.What, entry.Detail)).ShouldBe([("alarm.ends", "storage-failing"), ("alarm.begins", "storage-failing: disk full")]);
        log.Lines.ShouldBe(["Error: storage-failing: disk full", "Information: storage-failing is over"]);
    }

    [Fact]
    public void A_disk_that_takes_no_entry_does_not_stop_what_is_written_about()
    {
        using var database = new EdgeDatabase(folder.Path);
        var log = new LinesLogger<Journal>();
        database.Use(connection => connection.Execute("pragma query_only = 1"));

        new Journal(database, TimeProvider.System, log).Add(Journal.Cloud, "desired-state.accepted", "Version 3.");

        log.Lines.ShouldHaveSingleItem().ShouldContain("Version 3.");
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_health_shows_the_alarms()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "edge.db"), new byte[5000], Cancel); // no database
        await using var app = EdgeHost.Build(TestSite.Create(folder.Path, 1, 2), TimeProvider.System);
        await app.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var journal = app.Services.GetRequiredService<Journal>();
        for (int i = 0; i < 5; i++)
            journal.Add(Journal.Cloud, "test", $"{i}");
        await CloudLink.Patience.UntilAsync(() => journal.Read(null, 100).Count(entry => entry.Who == "edge") >= 2, "start and alarm");

        long? before = null;
        var numbers = new List<long>();
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>($"/api/journal?limit=3{(before is null ? "" : $"&before={before}")}", Cancel);
            numbers.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("number").GetInt64()));
            before = page.TryGetProperty("before", out var next) ? next.GetInt64() : null;
        }
        while (before is not null);

        numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(number => (long)number).Reverse());
        numbers.Count.ShouldBeGreaterThanOrEqualTo(7);
        (await http.GetAsync("/api/journal?limit=0", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var health = JsonDocument.Parse(await (await http.GetAsync("/health", Cancel)).Content.ReadAsStringAsync(Cancel)).RootElement;
        health.GetProperty("alarms")[0].GetProperty("code").GetString().ShouldBe("storage-damaged");
        health.GetProperty("alarms")[0].GetProperty("message").GetString()!.ShouldContain("edge.db.damaged-");
    }

    public void Dispose() => folder.Dispose();
}
