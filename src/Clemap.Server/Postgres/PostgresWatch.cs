using System.Diagnostics;

namespace Clemap.Server.Postgres;

/// <summary>Starts the private PostgreSQL again when it ends while the server lives: killed for lack of memory, or stopped by a full disk.</summary>
internal sealed partial class PostgresWatch(PrivatePostgres postgres, ILogger<PostgresWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private volatile string? trouble;

    /// <summary>What keeps it from answering, for whoever asks for the server's health; <see langword="null"/> while it runs.</summary>
    public string? Trouble => trouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!postgres.IsRunning)
                await BringBackAsync(stoppingToken);
        }
    }

    private async Task BringBackAsync(CancellationToken stoppingToken)
    {
        var since = Stopwatch.GetTimestamp();
        Ended(log, postgres.LastWords());
        var wait = ShortestWait;
        for (var attempt = 1; ; attempt++)
        {
            trouble = $"PostgreSQL ended and is being started again, attempt {attempt}";
            try
            {
                await postgres.StartAgainAsync(stoppingToken);
                trouble = null;
                Back(log, Stopwatch.GetElapsedTime(since).TotalSeconds, attempt);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(log, attempt, failure.Message, postgres.LastWords(), wait.TotalSeconds);
            }

            await Task.Delay(wait, stoppingToken);
            wait = wait * 2 > LongestWait ? LongestWait : wait * 2;
        }
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Error, Message = "PostgreSQL ended while the server runs, and is started again. Its last error was: {LastWords}")]
    private static partial void Ended(ILogger log, string lastWords);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Error, Message = "PostgreSQL could not be started (attempt {Attempt}): {Reason} Its last error was: {LastWords} It is tried again in {Seconds} s.")]
    private static partial void Failed(ILogger log, int attempt, string reason, string lastWords, double seconds);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "PostgreSQL runs again, {Seconds:F1} s after that was noticed, at attempt {Attempt}.")]
    private static partial void Back(ILogger log, double seconds, int attempt);
}
