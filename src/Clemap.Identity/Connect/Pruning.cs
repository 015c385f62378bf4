using Clemap.Identity.Links;
using Clemap.Identity.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;

namespace Clemap.Identity.Connect;

/// <summary>Removes codes, refresh tokens, authorizations, links of letters and sign-ins that ended, and old entries of the journal. Several nodes may do it at once.</summary>
internal sealed partial class Pruning(IServiceScopeFactory scopes, TimeProvider time, ILogger<Pruning> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    // As long as a refresh token lives: a used one that comes again is still recognised as stolen.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var before = time.GetUtcNow() - Kept;
                await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, stoppingToken);
                await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, stoppingToken);
                await scope.ServiceProvider.GetRequiredService<AccountLinks>().RemoveExpiredAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<Sessions.Sessions>().RemoveUnseenAsync(stoppingToken);
                await scope.ServiceProvider.GetRequiredService<SignInJournal>().RemoveOldAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The next hour tries again; sign-in does not depend on it.
                Failed(log, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended tokens could not be removed")]
    private static partial void Failed(ILogger log, Exception error);
}
