using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.LiveFeed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Telemetry.Tests.LiveFeed;

/// <summary>Two nodes with a real Redis between them.</summary>
public sealed class LiveRelayTests(TelemetryHost host) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddMinutes(-10);
    // Not the host's clock: other tests look at that one while this one runs.
    private readonly FakeTimeProvider time = new(TelemetryHost.Now);
    private readonly int port = FreePort();
    private Process? redis;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        redis = Process.Start(new ProcessStartInfo(
            "redis-server", ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        {
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("redis-server is missing: ./test installs it.");
        while (await redis.StandardOutput.ReadLineAsync(Stop) is { } line && !line.Contains("Ready to accept", StringComparison.Ordinal))
        {
        }
    }

    [Fact]
    public async Task A_reading_taken_in_on_one_node_reaches_the_pages_of_another_and_only_of_its_organisation()
    {
        var (site, stranger) = (host.NewSite(), host.NewSite());
        var (here, there) = (Node(), Node());
        using var first = new LiveRelay(Address, here, NullLogger<LiveRelay>.Instance);
        using var second = new LiveRelay(Address, there, NullLogger<LiveRelay>.Instance);
        await first.StartAsync(Stop);
        await second.StartAsync(Stop);
        await using var page = there.SubscribeAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Stop).GetAsyncEnumerator(Stop);
        await using var strangersPage = there.SubscribeAsync(stranger.OrganisationId, SiteReach.Whole, stranger.SiteId, Stop).GetAsyncEnumerator(Stop);
        var (news, strangersNews) = (page.MoveNextAsync().AsTask(), strangersPage.MoveNextAsync().AsTask());

        for (var slot = 0; !news.IsCompleted && slot < 100; slot++)
        {
            here.Publish(site.OrganisationId, [Sample.At(site.Sources[0], Start.AddSeconds(slot * 10))]);
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50, Stop);
        }

        (await news).ShouldBeTrue();
        page.Current.Keys.ShouldBe([site.Sources[0]]);
        strangersNews.IsCompleted.ShouldBeFalse();
        await first.StopAsync(Stop);
        await second.StopAsync(Stop);

        // Ends the stranger's page, which waits for news that never come.
        there.Offer(stranger.OrganisationId, [Sample.At(stranger.Sources[0], Start)]);
        time.Advance(TimeSpan.FromSeconds(1));
        await strangersNews;
    }

    public async ValueTask DisposeAsync()
    {
        redis?.Kill();
        await (redis?.WaitForExitAsync() ?? Task.CompletedTask);
        redis?.Dispose();
    }

    private string Address => $"127.0.0.1:{port}";

    private LiveReadings Node() => new(host.Services.GetRequiredService<IServiceProvider>(), time);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
