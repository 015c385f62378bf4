using Clemap.Contracts.Devices;
using Clemap.Edge.Actions;
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
    EdgeConfiguration configuration, Documents documents, DesiredLimits limits, Orders orders, ReadingStore readings, SessionStore sessions, LinkState link,
    Journal journal, Alarms alarms, SiteClock clock, ILogger<CloudService> log, LinkTiming? timing = null) : BackgroundService
{
    private const string Listening = "Desired states";
    private const string ChangingKey = "Changing the key";

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestConnecting = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAtKeyEvery = TimeSpan.FromHours(24);

    private static readonly TimeSpan LookWhetherMovedEvery = TimeSpan.FromSeconds(60);

    private readonly LinkTiming timing = timing ?? new LinkTiming();

    private long? lookedWhetherMoved;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (configuration.Cloud is not { } address)
            return;
        using var http = CloudHttp.Create(address, clock);
        while (true)
        {
            using var moved = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            try
            {
                await LinkAsync(http, address, moved);
            }
            catch (Exception) when (moved.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
            {
                // The device has another name at the cloud now: all of it from the beginning.
            }
        }
    }

    /// <param name="moved">Cancelled from in here when another organisation has claimed the device.</param>
    private async Task LinkAsync(HttpClient http, CloudConfiguration address, CancellationTokenSource moved)
    {
        var stoppingToken = moved.Token;
        link.Name = LinkState.Connecting;
        var retry = new Retry(address, link, clock, log);
        DeviceKeys? keys = null;
        DeviceTokens? tokens = null;
        CloudClient? cloud = null;
        KeyRotation? rotation = null;
        try
        {
            await retry.OnceAsync("Connecting", async cancellation =>
            {
                using var deadline = new CancellationTokenSource(LongestConnecting, clock);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
                keys ??= await DeviceKeys.OpenAsync(configuration.DataDir, clock, both.Token);
                if (tokens is null)
                {
                    var enrolling = new Enrolment(http, address, configuration.Serial, keys, documents, clock);
                    var enrolment = await enrolling.EnsureAsync(both.Token);
                    tokens = new DeviceTokens(http, keys, enrolment, clock, cancellation => LookWhetherMovedAsync(enrolling, enrolment, moved, cancellation));
                    cloud = new CloudClient(http, CloudAddress.Of(address), tokens, clock, timing);
                    rotation = new KeyRotation(keys, tokens, cloud, enrolment, journal, log);
                }
                // Before all else: a change of keys that was cut off may have left only the new one valid.
                if (keys.IsChanging)
                    await rotation!.RotateIfDueAsync(both.Token);
                await cloud!.PutSiteModelAsync(SiteModels.ForCloud(configuration), both.Token);
            }, stoppingToken);

            var listener = new DesiredStateListener(cloud!, limits, orders, journal, timing, clock, log);
            var sender = new Sender(cloud!, readings, new Backfill(readings, timing, clock), clock, log);
            var actionReporter = new ActionReporter(cloud!, orders.Actions, orders.ActionStore, clock);
            var gridReporter = new GridReporter(cloud!, orders.Grid, clock);
            var sessionSender = new SessionSender(cloud!, sessions, clock, log);
            await Task.WhenAll(
                retry.ForeverAsync(Listening, cancellation => ListenAsync(listener, cancellation), stoppingToken),
                retry.ForeverAsync("Reporting", cancellation => ReportAsync(cloud!, cancellation), stoppingToken),
                retry.ForeverAsync("Reporting actions", actionReporter.ReportAsync, stoppingToken),
                retry.ForeverAsync("Reporting grid commands", gridReporter.ReportAsync, stoppingToken),
                retry.ForeverAsync("Sending readings", sender.SendAsync, stoppingToken),
                retry.ForeverAsync("Sending sessions", sessionSender.SendAsync, stoppingToken),
                retry.ForeverAsync(ChangingKey, cancellation => LookAtKeyAsync(rotation!, cancellation), stoppingToken));
        }
        finally
        {
            tokens?.Dispose();
            keys?.Dispose();
        }
    }

    /// <summary>
    /// What the former organisation wanted holds no longer; the new one has wanted nothing yet. What was measured for the former one stays here: the cloud refuses it, and it is set
    /// aside.
    /// </summary>
    private async Task LookWhetherMovedAsync(Enrolment enrolling, EnrolmentAnswer known, CancellationTokenSource moved, CancellationToken cancellation)
    {
        // A suspended device is refused at every call, for as long as it is.
        if (lookedWhetherMoved is { } at && clock.GetElapsedTime(at) < LookWhetherMovedEvery)
            return;
        lookedWhetherMoved = clock.GetTimestamp();
        if (await enrolling.AgainAsync(known, cancellation) is not { } answer)
            return;
        try
        {
            limits.Forget();
        }
        finally
        {
            orders.Forget(); // also where the disk does not take the one before
        }

        log.LogInformation("The device is {DeviceId} at the cloud now; it was {Before}", answer.DeviceId, known.DeviceId);
        journal.Add(Journal.Cloud, "device.moved", $"From {known.DeviceId} to {answer.DeviceId}.");
        await moved.CancelAsync();
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
        var locked = orders.Locks.Stations;
        await cloud.ReportAsync(
            limits.Report(Software.Version) with
            {
                LockedStations = locked.Count == 0 ? null : [.. locked.Order()],
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
