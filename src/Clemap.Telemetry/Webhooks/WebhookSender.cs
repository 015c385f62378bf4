using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Webhooks;

/// <summary>Delivers what is due in every organisation, every two seconds. Several nodes may. Each organisation has a few messages a round, so that none waits long for another's receiver.</summary>
internal sealed partial class WebhookSender(IServiceProvider services, TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int OrganisationsAtOnce = 8;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private DateTimeOffset pruned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Mostly the database is away: all of it is still queued. Whatever else it is must not end the whole server.
                Failed(logger, problem);
            }
        }
    }

    /// <summary>One round over all organisations.</summary>
    internal async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        if (now - pruned >= PruneEvery)
        {
            await database.ExecuteSqlAsync($"select telemetry.prune_deliveries({now - Kept})", cancellationToken);
            pruned = now;
        }

        var begun = time.GetTimestamp();
        var due = await database.SqlQuery<Guid>($"""select telemetry.organisations_to_notify({now}) as "Value" """).ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = OrganisationsAtOnce, CancellationToken = cancellationToken }, async (organisationId, stop) =>
        {
            try
            {
                await using var own = services.CreateOrganisationScope(organisationId);
                await own.ServiceProvider.GetRequiredService<WebhookRound>().RunAsync(now + time.GetElapsedTime(begun), stop);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Theirs alone: the other organisations do not wait for it.
                Failed(logger, problem);
            }
        });
    }

    [LoggerMessage(30, LogLevel.Warning, "Webhooks could not be delivered; they are still queued.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
