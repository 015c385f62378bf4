using System.Threading.RateLimiting;

namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// Bounds how many batches are in memory at once. Who finds it full is told to come back, so that a storm of returning devices waits at the
/// devices, which keep their rows, and not here.
/// </summary>
internal sealed class IngestionGate : IDisposable
{
    public const int MostBatches = 64;

    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = MostBatches, QueueLimit = 0 });

    public RateLimitLease TryEnter() => limiter.AttemptAcquire();

    public void Dispose() => limiter.Dispose();
}
