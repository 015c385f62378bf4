using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clemap.Identity.Letters;

/// <summary>Takes one letter after the other. Where the mail server is away, the queue waits with it: three attempts a letter, then an error in the log.</summary>
internal sealed partial class LetterSender(LetterQueue queue, IServiceScopeFactory scopes, TimeProvider time, ILogger<LetterSender> log) : BackgroundService
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var wanted in queue.Reader.ReadAllAsync(stoppingToken))
        {
            for (var attempt = 0; !await TrySendAsync(wanted, stoppingToken); attempt++)
            {
                if (attempt == Pauses.Length)
                {
                    GaveUp(log, wanted.Kind);
                    break;
                }
                await Task.Delay(Pauses[attempt], time, stoppingToken);
            }
        }
    }

    private async Task<bool> TrySendAsync(LetterWanted wanted, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<LetterWriter>().WriteAsync(wanted, cancellationToken))
                Sent(log, wanted.Kind);
            else
                NotDue(log, wanted.Kind);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The database may be away too: a letter that fails must not end the sending of all others.
            Failed(log, wanted.Kind, failure);
            return false;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "A letter was sent: {Kind}")]
    private static partial void Sent(ILogger log, LetterKind kind);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "A letter was asked for that nobody gets: {Kind}")]
    private static partial void NotDue(ILogger log, LetterKind kind);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning, Message = "A letter could not be sent yet: {Kind}")]
    private static partial void Failed(ILogger log, LetterKind kind, Exception failure);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error, Message = "A letter was given up after three attempts: {Kind}. Whoever asked for it has to ask again")]
    private static partial void GaveUp(ILogger log, LetterKind kind);
}
