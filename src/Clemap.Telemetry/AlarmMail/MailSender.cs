using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>Looks every ten seconds in which organisations letters are due. Several nodes may.</summary>
internal sealed class MailSender(IServiceProvider services, TimeProvider time, ILogger<MailSender> logger) : BackgroundService
{
    private const int OrganisationsAtOnce = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

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
                // Mostly the database is away: all of it still waits. Whatever else it is must not end the whole server.
                logger.RoundFailed(problem);
            }
        }
    }

    /// <summary>One round over all organisations.</summary>
    internal async Task RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var due = await scope.ServiceProvider.GetRequiredService<TelemetryDbContext>().Database
            .SqlQuery<Guid>($"""select telemetry.organisations_to_mail({now}) as "Value" """).ToListAsync(cancellationToken);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = OrganisationsAtOnce, CancellationToken = cancellationToken }, async (organisationId, stop) =>
        {
            try
            {
                await using var own = services.CreateOrganisationScope(organisationId);
                await own.ServiceProvider.GetRequiredService<MailRound>().RunAsync(now, stop);
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                // Theirs alone: the other organisations do not wait for it.
                logger.RoundFailed(problem);
            }
        });
    }
}
