using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Storage;

public sealed class PartitionTests(TelemetryHost host)
{
    [Fact]
    public async Task History_makes_the_partitions_it_needs_and_the_default_stays_empty()
    {
        var site = host.NewSite();
        var midnight = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            site.SendAsync(Sample.Span(site.Sources[0], midnight.AddMinutes(-5), midnight.AddMinutes(5)))));

        (await PartitionsAsync()).ShouldContain("reading_20260101");
        (await PartitionsAsync()).ShouldContain("reading_20260102");
        (await host.QueryAsync(site.OrganisationId, "select telemetry.has_stray_readings()"))[0][0].ShouldBe(false);
    }

    [Fact]
    public async Task The_worker_prepares_a_week_ahead()
    {
        var today = DateOnly.FromDateTime(TelemetryHost.Now.UtcDateTime);
        await host.Services.GetRequiredService<RollupWorker>().PrepareDaysAsync(today, TestContext.Current.CancellationToken);

        var partitions = await PartitionsAsync();
        for (var day = 0; day <= 7; day++)
            partitions.ShouldContain($"reading_{today.AddDays(day):yyyyMMdd}");
    }

    [Fact]
    public async Task The_model_has_no_change_without_a_migration()
    {
        await using var scope = host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database.HasPendingModelChanges().ShouldBeFalse();
    }

    private async Task<List<string>> PartitionsAsync() =>
        (await host.QueryAsync(Guid.Empty, "select relname::text from pg_class where relispartition and relkind = 'r'")).ConvertAll(row => (string)row[0]!);
}
