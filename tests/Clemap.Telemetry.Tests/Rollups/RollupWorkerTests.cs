using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Rollups;
using Clemap.Telemetry.Storage;
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

    [Fact]
    public async Task An_organisation_whose_rollup_fails_does_not_hold_up_the_others()
    {
        var (one, other) = (host.NewSite(), host.NewSite());
        await MarkImpossibleAsync(one);
        try
        {
            await other.SendAsync(Sample.Span(other.Sources[0], Start, Start.AddHours(1).AddSeconds(10)));
            var worker = host.Services.GetRequiredService<RollupWorker>();

            for (var attempt = 0; attempt < 50 && await QuarterCountAsync(other) < 5; attempt++)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
                await worker.DrainAsync(TestContext.Current.CancellationToken);
            }

            (await QuarterCountAsync(other)).ShouldBe(5L);
        }
        finally
        {
            await host.QueryAsync(one.OrganisationId, $"delete from telemetry.dirty_bucket where organisation_id = '{one.OrganisationId}'");
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_gap_is_reckoned_whole_although_other_rows_of_its_source_wait_when_one_arrives_in_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        var site = host.NewSite();
        var worker = host.Services.GetRequiredService<RollupWorker>();
        Reading Row(int hours, long importWh) => new() { SourceId = site.Sources[0], At = Start.AddHours(hours), ImportWh = importWh };
        await site.SendAsync([Row(0, 0), Row(96, 96_000)]);
        await DrainedAsync(site, worker);

        await site.SendAsync([Row(48, 90_000)]);
        await Task.Delay(3_500, cancel);
        await site.SendAsync([Row(-1, 0)]);
        await DrainedAsync(site, worker);

        var energy = await host.QueryAsync(
            site.OrganisationId, $"select sum(import_wh)::bigint, max(import_wh) from telemetry.reading_quarter where at >= '{Start:O}' and at < '{Start.AddHours(48):O}'");
        energy[0].ShouldBe([90_000L, 469L]);
    }

    private async Task DrainedAsync(TestSite site, RollupWorker worker)
    {
        do
        {
            await Task.Delay(300, TestContext.Current.CancellationToken);
            await worker.DrainAsync(TestContext.Current.CancellationToken);
        }
        while ((await host.QueryAsync(site.OrganisationId, "select from telemetry.dirty_bucket")).Count > 0);
    }

    // A time beyond what any rollup can count with.
    private async Task MarkImpossibleAsync(TestSite site)
    {
        await using var connection = await host.Services.GetRequiredService<IngestDatabase>().OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"""
             begin;
             set local app.organisation_id = '{site.OrganisationId}';
             insert into telemetry.dirty_bucket (organisation_id, source_id, bucket, marked_at)
             values ('{site.OrganisationId}', '{site.Sources[0]}', 'infinity', '2020-01-01');
             commit;
             """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> QuarterCountAsync(TestSite site) =>
        (long)(await host.QueryAsync(site.OrganisationId, "select count(*) from telemetry.reading_quarter"))[0][0]!;
}
