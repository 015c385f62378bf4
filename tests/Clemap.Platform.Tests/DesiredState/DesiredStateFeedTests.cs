using Clemap.Platform.Database;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Clemap.Platform.Tests.DesiredState;

/// <summary>Streams of a node that hears no signal, since its listener does not run; what is wanted is changed on another node.</summary>
public sealed class DesiredStateFeedTests(PlatformFixture platform) : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly CountedStatements statements = new();
    private readonly List<IAsyncEnumerator<DeviceEvent?>> streams = [];
    private readonly CancellationTokenSource stop = new();
    private ServiceProvider? node;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ServiceProvider Node => node ??= NodeOn(platform.Connections);

    [Fact]
    public async Task A_lost_signal_delays_a_version_by_no_more_than_a_heartbeat_and_a_second()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var stream = await OpenAsync(site);
        await LimitAsync(site, 30);

        (await HeartbeatAsync(stream)).ShouldBeNull();
        var told = NextAsync(stream);
        time.Advance(DeviceStandings.Gathering);

        (await told).ShouldNotBeNull().ShouldSatisfyAllConditions(version => version.Name.ShouldBe("desired-state"), version => version.Id.ShouldBe("1"));
    }

    [Fact]
    public async Task A_signal_is_heeded_while_the_heartbeat_waits_for_its_answer()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var stream = await OpenAsync(site);
        await HeartbeatAsync(stream);
        var told = NextAsync(stream);
        await LimitAsync(site, 30);

        Node.GetRequiredService<SiteSignals>().Receive(site.SiteId, SiteChangeKind.Desired);

        (await told).ShouldNotBeNull().Id.ShouldBe("1");
    }

    [Fact]
    public async Task An_action_whose_signal_was_lost_is_told_and_looked_at_until_it_is_none_any_more()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var stream = await OpenAsync(site);
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
            var action = PlatformFixture.ActionAt(site);
            rows.Actions.Add(action);
            rows.Entry(action).Property(row => row.ExpiresAt).CurrentValue = time.GetUtcNow().AddSeconds(25);
            await rows.SaveChangesAsync(Cancel);
        }

        await HeartbeatAsync(stream);
        var told = NextAsync(stream);
        time.Advance(DeviceStandings.Gathering);
        (await told).ShouldNotBeNull().Data.ShouldContain("restart");

        // Nobody signals that it has expired.
        var next = NextAsync(stream);
        time.Advance(DesiredStateFeed.Heartbeat - DeviceStandings.Gathering);
        (await next).ShouldBeNull();
        var gone = NextAsync(stream);
        time.Advance(DeviceStandings.Gathering);
        (await gone).ShouldNotBeNull().Data.ShouldBe("""{"actions":[]}""");
    }

    [Fact]
    public async Task The_stream_of_a_suspended_device_ends_with_its_next_heartbeat()
    {
        var site = await platform.NewCommissionedSiteAsync();
        var stream = await OpenAsync(site);
        await platform.Services.GetRequiredService<IProvisioning>().SuspendDeviceAsync(site.OrganisationId, site.DeviceId, suspended: true, Cancel);

        (await HeartbeatAsync(stream)).ShouldBeNull();
        var end = stream.MoveNextAsync().AsTask();
        time.Advance(DeviceStandings.Gathering);

        (await end.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Heartbeats_of_many_idle_devices_of_two_organisations_cost_one_question()
    {
        var sites = new List<TestSite>();
        for (var number = 0; number < 12; number++)
            sites.Add(await platform.NewCommissionedSiteAsync());
        foreach (var site in sites)
            await OpenAsync(site);
        statements.Clear();

        const int Rounds = 3;
        var beats = streams.ConvertAll(NextAsync);
        time.Advance(DesiredStateFeed.Heartbeat);
        for (var round = 1; round <= Rounds; round++)
        {
            (await Task.WhenAll(beats)).ShouldAllBe(beat => beat == null);
            beats = streams.ConvertAll(NextAsync);
            time.Advance(DeviceStandings.Gathering);
            await statements.AreAsync(round, Cancel);
            time.Advance(DesiredStateFeed.Heartbeat - DeviceStandings.Gathering);
        }

        await Task.WhenAll(beats);
        statements.Texts.ShouldAllBe(text => text.Contains("platform.device_standings"));
        statements.Texts.Count.ShouldBe(Rounds);
    }

    [Fact]
    public async Task A_database_that_is_away_ends_the_stream_by_its_failure()
    {
        var away = new NpgsqlConnectionStringBuilder(platform.Connections.App) { Host = "127.0.0.1", Port = 1 }.ConnectionString;
        await using var cut = NodeOn(platform.Connections with { App = away });
        using var wake = new StreamWake(DesiredStateFeed.Heartbeat, time, Cancel);
        cut.GetRequiredService<DeviceStandings>().Ask(Guid.CreateVersion7(), wake);
        var next = wake.NextAsync().AsTask();
        time.Advance(DeviceStandings.Gathering);

        (await Should.ThrowAsync<Exception>(() => next.WaitAsync(TimeSpan.FromSeconds(20), Cancel))).GetBaseException().ShouldBeOfType<System.Net.Sockets.SocketException>();
    }

    [Fact]
    public async Task The_answer_tells_what_a_look_of_its_own_would()
    {
        var site = await platform.NewCommissionedSiteAsync();
        (await StandingAsync(site)).ShouldBe(new(site.DeviceId, Active: true, 0, HasActions: false, HasGridCommands: false));

        await LimitAsync(site, 30);
        await LimitAsync(site, 29);
        await using (var scope = platform.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
            await rows.GridTargets.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, (DateTimeOffset?)null), Cancel);
            (await StandingAsync(site)).HasGridCommands.ShouldBeFalse(); // its end is too long ago
            var (now, command) = (time.GetUtcNow(), Guid.CreateVersion7());
            rows.GridCommands.Add(new()
            {
                OrganisationId = site.OrganisationId,
                Id = command,
                Scope = "charging",
                LimitA = 10,
                FromAt = now.AddHours(-1),
                UntilAt = now,
                RampS = 0,
                ReturnWithinS = 300,
                Reason = "Peak",
                IssuedAt = now.AddHours(-1),
                IssuedBy = null,
            });
            rows.GridTargets.Add(new() { OrganisationId = site.OrganisationId, Id = Guid.CreateVersion7(), CommandId = command, SiteId = site.SiteId, DeviceId = site.DeviceId, CircuitId = null });
            await rows.SaveChangesAsync(Cancel);
        }

        (await StandingAsync(site)).ShouldBe(new(site.DeviceId, Active: true, 2, HasActions: false, HasGridCommands: true));
        (await StandingAsync(site with { DeviceId = Guid.CreateVersion7() })).Active.ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (var stream in streams)
            await stream.DisposeAsync();
        if (node is not null)
            await node.DisposeAsync();
        stop.Dispose();
    }

    private ServiceProvider NodeOn(DatabaseConnections connections) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(connections)
        .AddSingleton<TimeProvider>(time)
        .AddClemapPlatform()
        .ConfigureDbContext<PlatformContext>(options => options.AddInterceptors(statements))
        .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

    /// <summary>Returns when the stream waits for something new.</summary>
    private async Task<IAsyncEnumerator<DeviceEvent?>> OpenAsync(TestSite site)
    {
        var stream = Node.GetRequiredService<DesiredStateFeed>().StreamAsync(site.Identity, 0, stop.Token).GetAsyncEnumerator(Cancel);
        streams.Add(stream);
        (await NextAsync(stream)).ShouldBeNull();
        (await NextAsync(stream)).ShouldNotBeNull().Name.ShouldBe("grid-commands");
        (await NextAsync(stream)).ShouldNotBeNull().Name.ShouldBe("actions");
        return stream;
    }

    private static async Task<DeviceEvent?> NextAsync(IAsyncEnumerator<DeviceEvent?> stream)
    {
        (await stream.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBeTrue();
        return stream.Current;
    }

    private Task<DeviceEvent?> HeartbeatAsync(IAsyncEnumerator<DeviceEvent?> stream)
    {
        var next = NextAsync(stream);
        time.Advance(DesiredStateFeed.Heartbeat);
        return next;
    }

    private async Task<DeviceStanding> StandingAsync(TestSite site)
    {
        using var wake = new StreamWake(TimeSpan.FromHours(1), time, Cancel);
        Node.GetRequiredService<DeviceStandings>().Ask(site.DeviceId, wake);
        var next = wake.NextAsync().AsTask();
        time.Advance(DeviceStandings.Gathering);
        return (await next.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldNotBeNull().Standing.ShouldNotBeNull();
    }

    private async Task LimitAsync(TestSite site, double limitA)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var result = await scope.ServiceProvider.GetRequiredService<IDesiredStates>().ChangeAsync(
            site.SiteId, new(CircuitLimitsA: new Dictionary<Guid, double?> { [TestSite.Garage] = limitA }), Cancel);
        result.Problem.ShouldBeNull();
    }
}
