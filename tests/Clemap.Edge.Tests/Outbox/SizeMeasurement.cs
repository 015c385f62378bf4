using System.Diagnostics;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Outbox;

/// <summary>No test: measures how large thirty days of twenty stations and two meters become. Run it by name with <c>-explicit only</c>.</summary>
public sealed class SizeMeasurement(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void Thirty_days_of_twenty_stations_and_two_meters()
    {
        using var folder = new TemporaryFolder();
        var start = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = new FakeTimeProvider(start);
        using var database = new EdgeDatabase(folder.Path, clock, 4L << 30);
        var store = new ReadingStore(database, clock);
        var sources = Enumerable.Range(0, 22).Select(_ => Guid.CreateVersion7()).ToList();
        var none = new Dictionary<Guid, EnergyRegister>();
        long begun = Stopwatch.GetTimestamp();
        for (int day = 0; day < 30; day++)
        {
            store.Store(
                [.. Enumerable.Range(0, 8640).SelectMany(slot => sources.Select(source => FullSite.Reading(source, start.AddDays(day).AddSeconds(10 * slot), slot)))],
                [], none);
            clock.Advance(TimeSpan.FromDays(1));
        }
        long rows = store.CountWaiting();
        output.WriteLine($"{rows} rows, {database.UsedBytes} bytes, {(double)database.UsedBytes / rows:0.0} bytes a row, written in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        long next = Stopwatch.GetTimestamp();
        store.NextHistory(1000).Count.ShouldBe(1000);
        output.WriteLine($"the next 1000 rows in {Stopwatch.GetElapsedTime(next).TotalMilliseconds:0.0} ms");
        long count = Stopwatch.GetTimestamp();
        store.CountWaiting();
        output.WriteLine($"counted in {Stopwatch.GetElapsedTime(count).TotalMilliseconds:0.00} ms");
        long thin = Stopwatch.GetTimestamp();
        var retention = new Retention(database, clock);
        while (retention.Thin(clock.GetUtcNow()))
            continue;
        output.WriteLine($"thinned to {store.CountWaiting()} rows, {database.UsedBytes} bytes in {Stopwatch.GetElapsedTime(thin).TotalSeconds:0} s");
    }
}
