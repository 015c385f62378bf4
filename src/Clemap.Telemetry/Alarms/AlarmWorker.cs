using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Alarms;

/// <summary>Looks at every organisation that has readings or open alarms, every 20 s. Several nodes may.</summary>
internal sealed class AlarmWorker(IServiceProvider services, AlarmMeter meter, AlarmSettings settings, TimeProvider time, ILogger<AlarmWorker> logger) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    // Looks further apart than that mean that this side was away.
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(1);

    private DateTimeOffset pruned;
    private DateTimeOffset looked;
    private DateTimeOffset watchingSince;
    private bool stray;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var now = time.GetUtcNow();
                if (now - looked > Gap)
                    watchingSince = now;
                await LookAsync(now, stoppingToken);
                looked = now;
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Mostly the database is away: the next look sees what this one would have. Whatever else it is must not end the whole server.
                logger.LookFailed(problem);
            }
        }
    }

    /// <summary>One look at all of them.</summary>
    internal async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var prune = now - pruned >= PruneEvery;
        await LookForStrayReadingsAsync(cancellationToken);
        await Parallel.ForEachAsync(
            await OrganisationsAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            (organisationId, stop) => LookAtAsync(organisationId, now, prune, stop));
        if (prune)
            pruned = now;
    }

    private async ValueTask LookAtAsync(Guid organisationId, DateTimeOffset now, bool prune, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = services.CreateOrganisationScope(organisationId);
            await scope.ServiceProvider.GetRequiredService<AlarmPass>().RunAsync(now, cancellationToken, watchingSince);
            if (prune)
                await scope.ServiceProvider.GetRequiredService<AlarmStore>().PruneAsync(now.AddDays(-settings.KeptDays), cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            // Theirs alone: the other organisations do not wait for it.
            meter.Failed();
            logger.OrganisationFailed(problem, organisationId);
        }
    }

    // They belong to no organisation: an alarm for who runs the server.
    private async Task LookForStrayReadingsAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        var found = await database.SqlQuery<bool>($"""select telemetry.has_stray_readings() as "Value" """).SingleAsync(cancellationToken);
        meter.Stray(found);
        if (found && !stray)
            logger.StrayReadings();
        else if (!found && stray)
            logger.NoStrayReadings();
        stray = found;
    }

    private async Task<List<Guid>> OrganisationsAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        return await database.SqlQuery<Guid>($"""select telemetry.organisations_to_watch() as "Value" """).ToListAsync(cancellationToken);
    }
}
