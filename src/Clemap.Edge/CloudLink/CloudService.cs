using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Keeps the connection to the cloud: enrols, says what stands at the site, then listens, reports and sends side by side. Whatever breaks is
/// tried again later; the control loop notices none of it.
/// </summary>
internal sealed class CloudService(
    EdgeConfiguration configuration, Documents documents, DesiredLimits limits, ReadingStore readings, SessionStore sessions, LinkState link,
    TimeProvider time, ILogger<CloudService> log) : BackgroundService
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(60);

    /// <summary>What worked so long and then broke is tried again soon.</summary>
    private static readonly TimeSpan WellForAWhile = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (configuration.Cloud is not { } address)
            return;
        link.Name = LinkState.Connecting;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; // each call has its own deadline, the stream has none
        DeviceKey? key = null;
        DeviceTokens? tokens = null;
        CloudClient? cloud = null;
        await RepeatAsync("Connecting", endless: false, async cancellation =>
        {
            using var deadline = new CancellationTokenSource(LongestConnecting, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            key ??= await DeviceKey.OpenAsync(configuration.DataDir, both.Token);
            tokens ??= new DeviceTokens(
                http, key, await new Enrolment(http, address, configuration.Serial, key, documents, time).EnsureAsync(both.Token), time);
            cloud = new CloudClient(http, CloudAddress.Of(address), tokens, time);
            await cloud.PutSiteModelAsync(SiteModels.ForCloud(configuration), both.Token);
        }, stoppingToken);

        using (key)
        using (tokens)
        {
            var listener = new DesiredStateListener(cloud!, limits, time, log);
            var sender = new Sender(cloud!, readings, sessions, time, log);
            await Task.WhenAll(
                RepeatAsync("The stream of desired states", endless: true, cancellation => ListenAsync(listener, cancellation), stoppingToken),
                RepeatAsync("Reporting", endless: true, cancellation => ReportAsync(cloud!, cancellation), stoppingToken),
                RepeatAsync("Sending readings", endless: true, sender.SendReadingsAsync, stoppingToken),
                RepeatAsync("Sending sessions", endless: true, sender.SendSessionsAsync, stoppingToken));
        }
    }

    private async Task ListenAsync(DesiredStateListener listener, CancellationToken cancellation)
    {
        try
        {
            await listener.ListenAsync(() => link.Name = LinkState.Connected, cancellation);
        }
        finally
        {
            link.Name = LinkState.Connecting;
        }
    }

    private async Task ReportAsync(CloudClient cloud, CancellationToken cancellation)
    {
        await cloud.ReportAsync(limits.Report(Software.Version), cancellation);
        await limits.InForceChanged.WaitAsync(ReportEvery, time, cancellation);
    }

    /// <summary>Runs the work until it ends well (or, endless, again and again), with growing pauses after failures.</summary>
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
                if (!endless)
                    return;
                if (failed)
                    log.LogInformation("{What} works again", what);
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
                log.LogWarning("{What} failed, again in {PauseS:0.0} s: {Message}", what, pause.TotalSeconds, failure.Message);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }
}
