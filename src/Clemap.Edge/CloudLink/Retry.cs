using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.CloudLink;

/// <summary>Tries again what the cloud or the network let fail, with growing pauses, and never gives up.</summary>
internal sealed class Retry(CloudConfiguration address, LinkState link, TimeProvider time, ILogger log)
{
    /// <summary>What worked so long and then broke is tried again soon.</summary>
    private static readonly TimeSpan WellForAWhile = TimeSpan.FromSeconds(20);

    /// <summary>Until it ends well.</summary>
    public Task OnceAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellation) =>
        RepeatAsync(what, endless: false, work, cancellation);

    /// <summary>Again and again, also when it ends well.</summary>
    public Task ForeverAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellation) =>
        RepeatAsync(what, endless: true, work, cancellation);

    private async Task RepeatAsync(string what, bool endless, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
        bool failed = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan pause;
            long start = time.GetTimestamp();
            try
            {
                await work(cancellation);
                link.Works(what);
                if (failed)
                    log.LogInformation("{What} works again", what);
                if (!endless)
                    return;
                failed = false;
                backoff.Reset();
                continue;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                if (time.GetElapsedTime(start) > WellForAWhile)
                    backoff.Reset();
                pause = backoff.After(failure);
                failed = true;
                // Even a fault of this program must neither end the link for good nor the control loop beside it.
                if (!DeviceFailure.Is(failure))
                    log.LogError(failure, "{What} met a fault", what);
                string sentence = LinkFailure.InWords(failure, CloudAddress.Of(address), address.Proxy is { } proxy ? new Uri(proxy.Address) : null);
                link.Failed(what, sentence);
                log.LogWarning("{What} failed, again in {PauseS:0.0} s: {Message}", what, pause.TotalSeconds, sentence);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }
}
