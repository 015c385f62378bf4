using Clemap.Platform.Organisations;
using Clemap.Telemetry.Ingestion;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Rollups;

/// <summary>
/// Drains due rollups every second and keeps a week of partitions ahead. While readings queue to be stored it rests as long as it works: a sender waits for its
/// acknowledgement, a rollup only for its chart.
/// </summary>
internal sealed class RollupWorker(IServiceProvider services, Partitions partitions, CommitQueue queue, TimeProvider time, ILogger<RollupWorker> logger)
    : BackgroundService
{
    private const int DaysAhead = 7;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // So long a round gives way at most.
    private static readonly TimeSpan MostRest = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var preparedOn = default(DateOnly);
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
                if (today != preparedOn)
                {
                    await PrepareDaysAsync(today, stoppingToken);
                    preparedOn = today;
                }

                await DrainAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Mostly the database is away. What was not done is still marked; the next tick takes it up. Whatever else it is must not end the whole server.
                logger.RollupFailed(problem);
            }
        }
    }

    /// <summary>One round over all organisations.</summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        var closedBefore = time.GetUtcNow().AddMinutes(-15);
        var rested = TimeSpan.Zero;
        foreach (var organisationId in await DueOrganisationsAsync(cancellationToken))
        {
            var begun = time.GetTimestamp();
            await DrainAsync(organisationId, closedBefore, cancellationToken);
            if (!queue.IsPressed || rested >= MostRest)
                continue;
            var worked = time.GetElapsedTime(begun);
            rested += worked;
            await Task.Delay(worked, time, cancellationToken);
        }
    }

    private async Task DrainAsync(Guid organisationId, DateTimeOffset closedBefore, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = services.CreateOrganisationScope(organisationId);
            await scope.ServiceProvider.GetRequiredService<Rollup>().DrainDueAsync(closedBefore, cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Theirs alone: the other organisations do not wait for it. What was not done is still marked.
            logger.RollupFailed(problem);
        }
    }

    internal async Task PrepareDaysAsync(DateOnly today, CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays), cancellationToken);
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        if (await database.SqlQuery<bool>($"""select telemetry.has_stray_readings() as "Value" """).SingleAsync(cancellationToken))
            logger.StrayReadings();
    }

    private async Task<List<Guid>> DueOrganisationsAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        return await database.SqlQuery<Guid>($"""select telemetry.organisations_to_roll() as "Value" """).ToListAsync(cancellationToken);
    }
}
