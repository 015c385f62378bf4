using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clemap.Telemetry.Storage;

/// <summary>Drops partitions that are older than configured, never the default. Looks once an hour; a table that is in use waits for the next time.</summary>
internal sealed partial class RetentionWorker(IServiceProvider services, RetentionSettings settings, TimeProvider time, ILogger<RetentionWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DropAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The next hour tries again. Whatever it is must not end the whole server.
                Failed(log, problem);
            }
        }
    }

    /// <summary>One partition a transaction.</summary>
    /// <returns>False when a partition was in use.</returns>
    internal async Task<bool> DropAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (rowsBefore, minutesBefore) = (today.AddDays(-settings.RawDays), today.AddDays(-settings.MinuteDays));
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database;
        try
        {
            while (await database.SqlQuery<string?>($"""select telemetry.drop_oldest_partition({rowsBefore}, {minutesBefore}) as "Value" """).SingleAsync(cancellationToken) is { } dropped)
                Dropped(log, dropped, settings.RawDays, settings.MinuteDays);
            return true;
        }
        catch (Exception inUse) when ((inUse as PostgresException ?? inUse.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            InUse(log);
            return false;
        }
    }

    [LoggerMessage(30, LogLevel.Information, "The partition {Partition} is gone: rows are kept for {RawDays} days, minutes for {MinuteDays}")]
    private static partial void Dropped(ILogger log, string partition, int rawDays, int minuteDays);

    [LoggerMessage(31, LogLevel.Information, "A partition that is old enough to go is in use; it is tried again in an hour")]
    private static partial void InUse(ILogger log);

    [LoggerMessage(32, LogLevel.Error, "Old partitions could not be dropped; it is tried again in an hour")]
    private static partial void Failed(ILogger log, Exception problem);
}
