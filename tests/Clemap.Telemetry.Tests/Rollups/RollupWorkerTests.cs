using Clemap.Telemetry.Rollups;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Rollups;

/// <summary>Alone, because the worker works off what other tests wait for.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class WorkerAlone;

[Collection<WorkerAlone>]
public sealed class RollupWorkerTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_worker_rolls_up_every_organisation_once_the_rows_have_rested()
    {
        var (one, other) = (host.NewSite(), host.NewSite());
        foreach (var site in new[] { one, other })
            await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(1).AddSeconds(10)));
        var worker = host.Services.GetRequiredService<RollupWorker>();

        for (var attempt = 0; attempt < 50 && await QuarterCountAsync(one) + await QuarterCountAsync(other) < 10; attempt++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            await worker.DrainAsync(TestContext.Current.CancellationToken);
        }

        (await QuarterCountAsync(one)).ShouldBe(5L);
        (await QuarterCountAsync(other)).ShouldBe(5L);
    }

    private async Task<long> QuarterCountAsync(TestSite site) =>
        (long)(await host.QueryAsync(site.OrganisationId, "select count(*) from telemetry.reading_quarter"))[0][0]!;
}
