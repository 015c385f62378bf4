using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Actions;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.LocalApi;
using Clemap.Edge.Outbox;
using Clemap.Edge.Tests.GridCommands;
using Clemap.Edge.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.CloudLink;

public sealed class CloudServiceTests : IAsyncLifetime
{
    private static readonly Guid Source = TestSite.Station(1);

    private readonly TemporaryFolder folder = new();
    private readonly List<CloudService> running = [];
    private EdgeDatabase? database;
    private TestCloud? server;

    private TestCloud Cloud => server!;
    private EdgeDatabase Database => database!;

    public async ValueTask InitializeAsync()
    {
        server = await TestCloud.StartAsync();
        database = new EdgeDatabase(folder.Path);
    }

    [Fact]
    public async Task First_contact_enrols_with_an_own_key_and_tells_what_stands_at_the_site()
    {
        await StartAsync();
        await Patience.UntilAsync(() => Cloud.SiteModel is not null, "site model");

        Cloud.TokenError.ShouldBeNull();
        Cloud.SiteModel!.Stations.ShouldHaveSingleItem().Model.ShouldBe("webasto-next");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(folder.Path, "device.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Patience.UntilAsync(() => !Cloud.Reports.IsEmpty, "first report");
    }

    [Fact]
    public async Task A_second_start_needs_no_code_and_keeps_its_key()
    {
        await StartAsync();
        await Patience.UntilAsync(() => Cloud.SiteModel is not null, "site model");
        byte[] key = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "device.key"), TestContext.Current.CancellationToken);
        await StopAsync();

        int tokens = Cloud.TokensIssued;
        await StartAsync(oneTimeCode: null);
        await Patience.UntilAsync(() => Cloud.TokensIssued > tokens, "new token");

        (await File.ReadAllBytesAsync(Path.Combine(folder.Path, "device.key"), TestContext.Current.CancellationToken)).ShouldBe(key);
    }

    [Fact]
    public async Task Readings_leave_the_outbox_by_202_only_and_a_lost_token_is_renewed()
    {
        var (store, _) = await StartAsync();
        Cloud.NextTelemetry.Enqueue((503, null));
        Cloud.NextTelemetry.Enqueue((500, null));
        Store(store, 3);
        await Patience.UntilAsync(() => Cloud.Stored.Count == 3, "three rows");
        Cloud.ForgetTokens();
        Store(store, 2, fromSlot: 100);
        await Patience.UntilAsync(() => Cloud.Stored.Count == 5, "five rows");

        await Patience.UntilAsync(() => store.CountWaiting() == 0, "empty outbox");
        Cloud.Received.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        var (store, _) = await StartAsync();
        Cloud.NextTelemetry.Enqueue((429, 3));
        Store(store, 1);
        await Patience.UntilAsync(() => Cloud.Stored.Count == 1, "one row");

        var calls = Cloud.TelemetryCalls.ToArray();
        (calls[1] - calls[0]).ShouldBeGreaterThan(TimeSpan.FromSeconds(2.9));
    }

    [Fact]
    public async Task A_refused_row_is_set_aside_and_the_others_arrive()
    {
        Cloud.Refuses = reading => reading.ImportWh == 1 ? "out-of-range" : null;
        var (store, _) = await StartAsync();
        Store(store, 3);
        await Patience.UntilAsync(() => Cloud.Stored.Count == 2 && store.CountWaiting() == 0, "two rows");

        store.Refused().ShouldHaveSingleItem().Reason.ShouldBe("out-of-range:importWh");
        Cloud.Received.Count(reading => reading.ImportWh == 1).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_that_is_refused_whole_is_halved_until_one_row_is_left()
    {
        var (store, _) = await StartAsync();
        Cloud.NextTelemetry.Enqueue((400, null));
        Cloud.NextTelemetry.Enqueue((400, null));
        Store(store, 2);
        await Patience.UntilAsync(() => store.CountWaiting() == 0, "empty outbox");

        Cloud.Stored.Count.ShouldBe(1);
        store.Refused().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sessions_arrive_once()
    {
        var (store, _) = await StartAsync();
        var closed = Closed(startWh: 1);
        store.Store([], [new SessionChange(null, closed)], new Dictionary<Guid, EnergyRegister>());

        await Patience.UntilAsync(() => !Cloud.Sessions.IsEmpty, "session");
        Cloud.Sessions.ShouldHaveSingleItem().ShouldBe(closed);
    }

    [Fact]
    public async Task A_session_that_spoils_its_batch_does_not_hold_up_the_others()
    {
        var (store, _) = await StartAsync();
        var good = Closed(startWh: 1);
        store.Store([], [new SessionChange(null, Closed(startWh: -1)), new SessionChange(null, good)], new Dictionary<Guid, EnergyRegister>());

        await Patience.UntilAsync(() => !Cloud.Sessions.IsEmpty, "the good session");
        Cloud.Sessions.ShouldHaveSingleItem().ShouldBe(good);
    }

    [Fact]
    public async Task A_device_without_a_code_goes_on_trying_and_does_not_fail()
    {
        await StartAsync(oneTimeCode: null);
        await Task.Delay(300, TestContext.Current.CancellationToken);

        running[0].ExecuteTask!.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_wish_from_the_cloud_is_refused_and_the_next_version_still_arrives()
    {
        var (_, limits) = await StartAsync();
        Cloud.Send(new DesiredStateDocument(
            1, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = null! }, new Dictionary<Guid, StationWish>()));
        Cloud.Send(Wish(2, 30));

        await Patience.UntilAsync(() => limits.Wanted.Version == 2, "version 2");
    }

    [Fact]
    public void A_cloud_that_asks_for_years_of_silence_is_asked_again_within_the_hour() =>
        new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30))
            .After(new CloudException(System.Net.HttpStatusCode.TooManyRequests, "later", TimeSpan.FromDays(9999)))
            .ShouldBeLessThan(TimeSpan.FromHours(1));

    [Fact]
    public async Task Versions_come_into_force_over_a_stream_that_breaks_and_resumes()
    {
        var (_, limits) = await StartAsync();
        Cloud.Send(Wish(1, 30));
        await Patience.UntilAsync(() => limits.Wanted.Version == 1, "version 1");
        limits.MarkInForce(limits.Now());
        Cloud.DropStream();
        Cloud.Send(Wish(2, 25));
        await Patience.UntilAsync(() => limits.Wanted.Version == 2, "version 2");
        limits.MarkInForce(limits.Now());

        Cloud.LastEventIds.ShouldBe([null, "1"]);
        await Patience.UntilAsync(() => Cloud.Reports.Any(report => report.Version == 2 && report.CircuitLimitsA[TestSite.Grid] == 25), "report");
    }

    [Fact]
    public async Task A_wish_above_the_rating_is_refused_and_told()
    {
        var (_, limits) = await StartAsync();
        Cloud.Send(Wish(1, 30));
        Cloud.Send(Wish(2, 41));
        await Patience.UntilAsync(() => Cloud.Reports.Any(report => report.Refused is { Version: 2, Code: "above-rating" }), "refusal");

        limits.Wanted.Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_cloud_that_was_away_at_the_start_is_found_later()
    {
        var address = Cloud.Address;
        await Cloud.DisposeAsync();
        var (store, _) = await StartAsync(address);
        Store(store, 2);
        await Task.Delay(700, TestContext.Current.CancellationToken);
        server = await TestCloud.StartAsync(new Uri(address).Port);

        await Patience.UntilAsync(() => Cloud.Stored.Count == 2, "both rows");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Database.Dispose();
        await Cloud.DisposeAsync();
        folder.Dispose();
    }

    private async Task<(ReadingStore Store, DesiredLimits Limits)> StartAsync(string? address = null, string? oneTimeCode = TestCloud.OneTimeCode)
    {
        var configuration = TestSite.Create(folder.Path, 1, 2) with { Cloud = new CloudConfiguration(address ?? Cloud.Address, oneTimeCode) };
        var documents = new Documents(Database);
        var limits = new DesiredLimits(configuration, SiteModels.Topology(configuration).Topology!, documents, TimeProvider.System);
        var store = new ReadingStore(Database, TimeProvider.System);
        var journal = new Journal(Database, TimeProvider.System, NullLogger<Journal>.Instance);
        var (actions, locks) = (new ActionStore(Database), new StationLocks(Database));
        var orders = new Orders(new ActionDesk(configuration, actions, locks, limits, journal, TimeProvider.System), actions, locks, GridBench.Create(configuration, GridBench.Site(configuration, TimeProvider.System), Database, limits, new SiteClock(TimeProvider.System)));
        var service = new CloudService(
            configuration, documents, limits, orders, store, new SessionStore(Database), new LinkState(), journal,
            new Alarms(journal, NullLogger<Alarms>.Instance), new SiteClock(TimeProvider.System), NullLogger<CloudService>.Instance);
        running.Add(service);
        await service.StartAsync(TestContext.Current.CancellationToken);
        return (store, limits);
    }

    private async Task StopAsync()
    {
        foreach (var service in running)
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }
        running.Clear();
    }

    private static Contracts.Sessions.ChargingSession Closed(long startWh) => new()
    {
        SessionId = Guid.CreateVersion7(),
        StationId = Source,
        StartWh = startWh,
        EndWh = 2,
        StartedAt = DateTimeOffset.UnixEpoch,
        EndedAt = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    private static void Store(ReadingStore store, int rows, int fromSlot = 0)
    {
        var now = SlotRecorder.SlotOf(TimeProvider.System.GetUtcNow());
        store.Store(
            [.. Enumerable.Range(fromSlot, rows).Select(i => new Reading { SourceId = Source, At = now.AddSeconds(-10 * i), ImportWh = i })],
            [],
            new Dictionary<Guid, EnergyRegister>());
    }

    private static DesiredStateDocument Wish(long version, double gridA) => new(
        version, new Dictionary<Guid, CircuitWish> { [TestSite.Grid] = new(gridA) }, new Dictionary<Guid, StationWish>());
}
