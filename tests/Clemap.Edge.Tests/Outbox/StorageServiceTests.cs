using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.ControlLoop;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.Outbox;

public sealed class StorageServiceTests
{
    [Fact]
    public async Task A_disk_that_takes_nothing_is_an_alarm_until_it_does()
    {
        await using var garage = new Garage(1);
        var journal = new Journal(garage.Database, TimeProvider.System, NullLogger<Journal>.Instance);
        var alarms = new Alarms(journal, NullLogger<Alarms>.Instance);
        using var service = new StorageService(
            garage.Database, new Retention(garage.Database, TimeProvider.System), garage.Recorder, alarms, journal, TimeProvider.System);
        garage.Database.Use(connection => connection.Execute("pragma query_only = 1"));
        await garage.CycleAsync(2);
        service.Look(keep: true);
        alarms.Open.ShouldHaveSingleItem().Code.ShouldBe("storage-failing");

        garage.Database.Use(connection => connection.Execute("pragma query_only = 0"));
        while (garage.Store.CountWaiting() == 0)
        {
            await garage.CycleAsync();
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        service.Look(keep: true);
        alarms.Open.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_limit_comes_into_force_even_when_the_disk_cannot_keep_it()
    {
        await using var garage = new Garage(1);
        await garage.CycleAsync(8);
        garage.Order(1).ShouldBeGreaterThan(20);
        garage.Database.Use(connection => connection.Execute("pragma query_only = 1"));

        Should.Throw<SqliteException>(() => garage.Wish(1, 15));
        await garage.CycleAsync(2);

        garage.Order(1).ShouldBeLessThanOrEqualTo(10);
        garage.Limits.Report("").Version.ShouldBe(1);
    }
}
