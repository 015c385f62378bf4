using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Keeps the connection to the cloud: enrols, says what stands at the site, then listens, reports and sends side by side. Whatever breaks is
/// tried again later; the control loop notices none of it.
/// </summary>
internal sealed class CloudService(
    EdgeConfiguration configuration, Documents documents, DesiredLimits limits, ReadingStore readings, SessionStore sessions, LinkState link,
    Journal journal, Alarms alarms, SiteClock clock, ILogger<CloudService> log, LinkTiming? timing = null) : BackgroundService
{
    private const string Listening = "Desired states";
    private const string ChangingKey = "Changing the key";

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAtKeyEvery = TimeSpan.FromHours(24);

    private readonly LinkTiming timing = timing ?? new LinkTiming();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (configuration.Cloud is not { } address)
            return;
        link.Name = LinkState.Connecting;
        using var http = CloudHttp.Create(address, clock);
        var retry = new Retry(configuration.Cloud, link, clock, log);
        DeviceKeys? keys = null;
        DeviceTokens? tokens = null;
        CloudClient? cloud = null;
        KeyRotation? rotation = null;
        await retry.OnceAsync("Connecting", async cancellation =>
        {
            using var deadline = new CancellationTokenSource(LongestConnecting, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
            keys ??= await DeviceKeys.OpenAsync(configuration.DataDir, clock, both.Token);
            if (tokens is null)
            {
                var enrolment = await new Enrolment(http, address, configuration.Serial, keys, documents, clock).EnsureAsync(both.Token);
                tokens = new DeviceTokens(http, keys, enrolment, clock);
                cloud = new CloudClient(http, CloudAddress.Of(address), tokens, clock, timing);
                rotation = new KeyRotation(keys, tokens, cloud, enrolment, journal, log);
            }
            // Before all else: a change of keys that was cut off may have left only the new one valid.
            if (keys.IsChanging)
                await rotation!.RotateIfDueAsync(both.Token);
            await cloud!.PutSiteModelAsync(SiteModels.ForCloud(configuration), both.Token);
        }, stoppingToken);

        using (keys)
        using (tokens)
        {
            var listener = new DesiredStateListener(cloud!, limits, journal, timing, clock, log);
            var sender = new Sender(cloud!, readings, new Backfill(readings, timing, clock), clock, log);
            var sessionSender = new SessionSender(cloud!, sessions, clock, log);
            await Task.WhenAll(
                retry.ForeverAsync(Listening, cancellation => ListenAsync(listener, cancellation), stoppingToken),
                retry.ForeverAsync("Reporting", cancellation => ReportAsync(cloud!, cancellation), stoppingToken),
                retry.ForeverAsync("Sending readings", sender.SendAsync, stoppingToken),
                retry.ForeverAsync("Sending sessions", sessionSender.SendAsync, stoppingToken),
                retry.ForeverAsync(ChangingKey, cancellation => LookAtKeyAsync(rotation!, cancellation), stoppingToken));
        }
    }

    private async Task ListenAsync(DesiredStateListener listener, CancellationToken cancellation)
    {
        try
        {
            await listener.ListenAsync(
                () =>
                {
                    link.Name = LinkState.Connected;
                    link.Works(Listening);
                },
                cancellation);
        }
        finally
        {
            link.Name = LinkState.Connecting;
        }
    }

    private async Task ReportAsync(CloudClient cloud, CancellationToken cancellation)
    {
        alarms.Set(Alarms.ClockWrong, clock.Problem);
        var wrong = alarms.Open;
        await cloud.ReportAsync(
            limits.Report(Software.Version) with
            {
                Alarms = wrong.Count == 0 ? null : [.. wrong.Select(alarm => alarm.Code)],
                ClockOffsetS = clock.Problem is null ? null : Math.Round(clock.Offset!.Value.TotalSeconds / 10) * 10, // news only when it moves
            },
            cancellation);
        await limits.InForceChanged.WaitAsync(ReportEvery, clock, cancellation);
    }

    private async Task LookAtKeyAsync(KeyRotation rotation, CancellationToken cancellation)
    {
        await rotation.RotateIfDueAsync(cancellation);
        link.Works(ChangingKey);
        await Task.Delay(LookAtKeyEvery, clock, cancellation);
    }
}
