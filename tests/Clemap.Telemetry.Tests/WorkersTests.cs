using Clemap.Telemetry.AlarmMail;
using Clemap.Telemetry.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Telemetry.Tests;

/// <summary>A worker that throws ends the host, and with it all that others do.</summary>
public sealed class WorkersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_round_of_mail_that_fails_in_a_way_nobody_thought_of_is_logged_and_the_next_one_begins() =>
        GoesOnAsync((services, time, loggers) => new MailSender(services, time, loggers.CreateLogger<MailSender>()));

    [Fact]
    public Task A_round_of_webhooks_that_fails_in_a_way_nobody_thought_of_is_logged_and_the_next_one_begins() =>
        GoesOnAsync((services, time, loggers) => new WebhookSender(services, time, loggers.CreateLogger<WebhookSender>()));

    private static async Task GoesOnAsync(Func<IServiceProvider, TimeProvider, ILoggerFactory, BackgroundService> make)
    {
        var (time, log) = (new FakeTimeProvider(), new Rounds());
        await using var nothingKnown = new ServiceCollection().BuildServiceProvider();
        using var loggers = new LoggerFactory([log]);
        using var worker = make(nothingKnown, time, loggers);

        await worker.StartAsync(Cancel);
        await EndsAsync(log, time, rounds: 2);
        worker.ExecuteTask!.IsCompleted.ShouldBeFalse();
        await worker.StopAsync(Cancel);

        log.Failed.ShouldAllBe(problem => problem is InvalidOperationException && problem.InnerException == null);
        worker.ExecuteTask!.IsFaulted.ShouldBeFalse();
    }

    private static async Task EndsAsync(Rounds log, FakeTimeProvider time, int rounds)
    {
        while (log.Failed.Count < rounds)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(20, Cancel);
        }
    }

    private sealed class Rounds : ILoggerProvider, ILogger
    {
        private readonly List<Exception> failed = [];

        public IReadOnlyList<Exception> Failed
        {
            get
            {
                lock (failed)
                    return [.. failed];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null)
                return;
            lock (failed)
                failed.Add(exception);
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
