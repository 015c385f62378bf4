namespace Clemap.Edge.LocalApi.Log;

/// <summary>Leads every log line into the ring, too.</summary>
internal sealed class LogRingProvider(LogRing ring) : ILoggerProvider
{
    // Of the framework only what went wrong.
    public ILogger CreateLogger(string categoryName) =>
        new RingLogger(ring, categoryName.StartsWith("Microsoft.", StringComparison.Ordinal) ? LogLevel.Warning : LogLevel.Information);

    public void Dispose()
    {
        // The ring outlives a restart within the process.
    }

    private sealed class RingLogger(LogRing ring, LogLevel least) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                ring.Add(logLevel, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}");
        }
    }
}
