using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>Polls the connections that are due in every organisation, every five seconds. Several nodes may. None waits for another's server for long.</summary>
internal sealed partial class VtnWorker(IServiceProvider services, VtnPoll poll, TimeProvider time, ILogger<VtnWorker> logger) : BackgroundService
{
    private const int AtOnce = 8;
    private const int MostPerRound = 64;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Mostly the database is away: all of it is due again when it is back. Whatever else it is must not end the whole server.
                Failed(logger, problem);
            }
        }
    }

    /// <summary>One round over all organisations.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        List<DueConnection> due;
        await using (var scope = services.CreateAsyncScope())
        {
            due = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Database
                .SqlQuery<DueConnection>($"select organisation_id, id from platform.openadr_due({time.GetUtcNow()}, {MostPerRound})").ToListAsync(cancellationToken);
        }

        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, stop) =>
        {
            try
            {
                await poll.RunAsync(one.OrganisationId, one.Id, stop);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Theirs alone: the others do not wait for it.
                Failed(logger, problem);
            }
        });
    }

    [LoggerMessage(31, LogLevel.Warning, "A connection to an OpenADR server could not be worked off; it is due again.")]
    private static partial void Failed(ILogger logger, Exception exception);
}

internal sealed record DueConnection(Guid OrganisationId, Guid Id);
