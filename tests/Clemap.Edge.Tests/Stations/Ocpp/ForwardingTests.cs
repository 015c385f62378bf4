using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.CloudLink;

namespace Clemap.Edge.Tests.Stations.Ocpp;

/// <summary>The edge between a station and its billing back end, both with sockets of the test's own.</summary>
[Collection(nameof(Alone))]
public sealed class ForwardingTests : OcppBench, IAsyncDisposable
{
    private readonly int backendPort = FreePort();
    private TestBackend? backend;

    private TestBackend Backend => backend!;

    internal override EdgeConfiguration Commission(EdgeConfiguration site) => site with
    {
        Ocpp = site.Ocpp! with
        {
            ChargePoints = [new ChargePointConfiguration(Identity, null, new ForwardConfiguration($"ws://127.0.0.1:{backendPort}/central", "its password"))],
            Cards = ["04A1B2C3"],
        },
    };

    [Fact]
    public async Task The_back_end_hears_the_station_under_its_name_and_decides_about_cards()
    {
        var station = await StartAsync();
        Backend.Answers["Authorize"] = payload => new JsonObject { ["idTagInfo"] = TestChargePoint.Status((string?)payload["idTag"] == "NEW" ? "Accepted" : "Blocked") };

        Backend.Authorization.ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("CP-1:its password")));
        await Patience.UntilAsync(() => Backend.HeardOf("StatusNotification").Length > 0, "the state is told");
        ((string?)Backend.HeardOf("BootNotification")[0]["chargePointVendor"]).ShouldBe("Test");
        ((string?)Backend.HeardOf("StatusNotification")[^1]["status"]).ShouldBe("Preparing");
        ((string?)(await station.Peer.ResultAsync("Authorize", """{"idTag":"NEW"}"""))["idTagInfo"]!["status"]).ShouldBe("Accepted");
        ((string?)(await station.Peer.ResultAsync("Authorize", """{"idTag":"04A1B2C3"}"""))["idTagInfo"]!["status"]).ShouldBe("Blocked");
        (await station.Peer.ResultAsync("SecurityEventNotification", """{"type":"StartupOfTheDevice"}""")).Count.ShouldBe(0);
        (await station.Peer.CallAsync("Fly", "{}"))[2]!.ToString().ShouldBe("NotImplemented");
    }

    [Fact]
    public async Task A_transaction_has_an_id_here_and_another_there()
    {
        var station = await StartAsync();
        int id = (int)(await station.StartAsync())["transactionId"]!;
        await station.CurrentAsync(10, 10, 10, transaction: id);
        var stopped = await station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":2000,"timestamp":"{{station.Now}}"}""");

        id.ShouldNotBe(9001);
        ((string?)stopped["idTagInfo"]!["status"]).ShouldBe("Expired");
        ((int)Backend.HeardOf("MeterValues").ShouldHaveSingleItem()["transactionId"]!).ShouldBe(9001);
        ((int)Backend.HeardOf("StopTransaction").ShouldHaveSingleItem()["transactionId"]!).ShouldBe(9001);
    }

    [Fact]
    public async Task While_the_back_end_is_away_the_edge_answers_and_keeps_what_is_billed_over_a_restart_and_sends_it_in_order()
    {
        var station = await StartAsync();
        int running = (int)(await station.StartAsync(meterWh: 1000))["transactionId"]!;
        await Backend.CloseAsync();
        await Patience.UntilAsync(() => Device.Backend!.IsOnline is false, "the back end is away");

        (await station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{running}},"meterStop":2000,"timestamp":"{{station.Now}}"}""")).Count.ShouldBe(0);
        var alone = await station.StartAsync(meterWh: 2000);
        ((string?)alone["idTagInfo"]!["status"]).ShouldBe("Accepted"); // the list decides
        ((string?)(await station.StartAsync(card: "DEADBEEF", meterWh: 2001))["idTagInfo"]!["status"]).ShouldBe("Invalid");
        await station.CurrentAsync(10, 10, 10, transaction: (int)alone["transactionId"]!);
        await station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{(int)alone["transactionId"]!}},"meterStop":3000,"timestamp":"{{station.Now}}"}""");
        Backend.Heard.Clear();

        await RestartAsync();
        await Backend.OpenAsync();
        await using var afterwards = new TestChargePoint(Port, Identity, Clock);
        await afterwards.ConnectAsync();
        await UntilAsync(() => Backend.HeardOf("StopTransaction").Length == 2, "everything arrived");

        Backend.Heard.Where(call => call.Action is "StartTransaction" or "StopTransaction" or "MeterValues").Select(call => call.Action)
            .ShouldBe(["StopTransaction", "StartTransaction", "StartTransaction", "MeterValues", "StopTransaction"]);
        Backend.HeardOf("StopTransaction").Select(stop => (int)stop["transactionId"]!).ShouldBe([9001, 9002]);
        ((int)Backend.HeardOf("MeterValues")[0]["transactionId"]!).ShouldBe(9002);
        Backend.HeardOf("BootNotification").ShouldHaveSingleItem(); // of the time before the restart
    }

    [Fact]
    public async Task A_message_that_the_back_end_never_takes_does_not_hold_up_the_others()
    {
        var station = await StartAsync();
        Backend.Answers["StartTransaction"] = _ => null;
        var start = station.StartAsync();
        await UntilAsync(() => start.IsCompleted, "the station is not kept waiting");
        int id = (int)(await start)["transactionId"]!;
        var stop = station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":2000,"timestamp":"{{station.Now}}"}""");
        await UntilAsync(() => Backend.HeardOf("StopTransaction").Length == 1, "the stop arrived");
        await stop;

        Backend.HeardOf("StartTransaction").Length.ShouldBe(3);
        ((int)Backend.HeardOf("StopTransaction")[0]["transactionId"]!).ShouldBe(-1);
    }

    [Fact]
    public async Task A_profile_of_the_back_end_only_lowers_and_never_reaches_the_station()
    {
        var station = await StartAsync();
        await station.StartAsync();
        (await CycleAsync(10)).ShouldBeTrue();
        int written = station.Peer.HeardOf("SetChargingProfile").Length;

        Status(await CommandAsync("SetChargingProfile", Profile(1, 32, "A"))).ShouldBe("Accepted");
        Sources[0].OutsideLimitA.ShouldBe(32); // a limit beside others: the lowest counts
        (await CycleAsync(10)).ShouldBeTrue();
        Status(await CommandAsync("SetChargingProfile", Profile(1, 8, "A"))).ShouldBe("Accepted");
        Sources[0].OutsideLimitA.ShouldBe(8);
        Status(await CommandAsync("SetChargingProfile", Profile(0, 4140, "W", "ChargePointMaxProfile", id: 2))).ShouldBe("Accepted");
        Sources[0].OutsideLimitA.ShouldBe(6);
        Status(await CommandAsync("SetChargingProfile", Profile(1, -5, "A", id: 3))).ShouldBe("Rejected");
        Status(await CommandAsync("SetChargingProfile", Profile(7, 5, "A", id: 4))).ShouldBe("Rejected");

        await RestartAsync();
        Sources[0].OutsideLimitA.ShouldBe(6);
        station.Peer.HeardOf("SetChargingProfile").Length.ShouldBe(written);
        station.Limit().ShouldBe(10);
    }

    [Fact]
    public async Task A_limit_of_the_back_end_ends_with_its_schedule_or_when_it_is_cleared()
    {
        await StartAsync();
        await CommandAsync("SetChargingProfile", Profile(1, 8, "A", durationS: 60));
        Sources[0].OutsideLimitA.ShouldBe(8);
        await PassAsync(60);
        Sources[0].OutsideLimitA.ShouldBeNull();

        await CommandAsync("SetChargingProfile", Profile(1, 7, "A"));
        Status(await CommandAsync("ClearChargingProfile", """{"id":99}""")).ShouldBe("Unknown");
        Sources[0].OutsideLimitA.ShouldBe(7);
        Status(await CommandAsync("ClearChargingProfile", "{}")).ShouldBe("Accepted");
        Sources[0].OutsideLimitA.ShouldBeNull();
    }

    [Fact]
    public async Task Commands_reach_the_station_except_what_would_take_it_away_from_here()
    {
        var station = await StartAsync();
        int id = (int)(await station.StartAsync())["transactionId"]!;
        await Patience.UntilAsync(() => station.Configuration.GetValueOrDefault("HeartbeatInterval") == "60", "the keys are set");

        Status(await CommandAsync("Reset", """{"type":"Soft"}""")).ShouldBe("Accepted");
        Status(await CommandAsync("RemoteStopTransaction", """{"transactionId":9001}""")).ShouldBe("Accepted");
        Status(await CommandAsync("RemoteStopTransaction", """{"transactionId":1}""")).ShouldBe("Rejected");
        Status(await CommandAsync("ChangeConfiguration", """{"key":"LocalPreAuthorize","value":"true"}""")).ShouldBe("Accepted");
        foreach (string key in (string[])["AuthorizationKey", "MeterValuesSampledData", "ChargeProfileMaxStackLevel", "heartbeatinterval"])
            Status(await CommandAsync("ChangeConfiguration", $$"""{"key":"{{key}}","value":"1"}""")).ShouldBe("Rejected");
        Status(await CommandAsync("DataTransfer", """{"vendorId":"Maker","data":"limit=32"}""")).ShouldBe("UnknownVendorId");
        (await Backend.Peer!.CallAsync("InstallCertificate", "{}"))[2]!.ToString().ShouldBe("NotSupported");
        Status(await CommandAsync(
            "RemoteStartTransaction",
            """{"connectorId":1,"idTag":"X","chargingProfile":{"chargingProfileId":5,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}}"""))
            .ShouldBe("Accepted");

        ((int)station.Peer.HeardOf("RemoteStopTransaction").ShouldHaveSingleItem()["transactionId"]!).ShouldBe(id);
        station.Peer.HeardOf("RemoteStartTransaction").ShouldHaveSingleItem().ToJsonString().ShouldBe("""{"connectorId":1,"idTag":"X"}""");
        Sources[0].OutsideLimitA.ShouldBe(9);
        station.Configuration["LocalPreAuthorize"].ShouldBe("true");
        station.Peer.HeardOf("DataTransfer").ShouldBeEmpty();
    }

    [Fact]
    public async Task Periodic_values_go_on_as_often_as_the_back_end_wants_them()
    {
        var station = await StartAsync();
        int id = (int)(await station.StartAsync())["transactionId"]!;
        Status(await CommandAsync("ChangeConfiguration", """{"key":"MeterValueSampleInterval","value":"30"}""")).ShouldBe("Accepted");
        for (int second = 0; second < 60; second += 5)
        {
            await station.CurrentAsync(10, 10, 10, transaction: id);
            await PassAsync(5);
        }
        await station.MeterAsync("""{"value":"13","unit":"kWh","context":"Sample.Clock"}""", transaction: id);

        await Patience.UntilAsync(() => Backend.HeardOf("MeterValues").Length >= 3, "the values arrived");
        Backend.HeardOf("MeterValues").Length.ShouldBe(3); // two periodic ones, one on the quarter hour
        station.Configuration["MeterValueSampleInterval"].ShouldBe("5");
    }

    // What is under way on the sockets takes real time: a clock that leaps would cut it off.
    private async Task PassAsync(int seconds)
    {
        for (int second = 0; second < seconds; second += 5)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            Clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        if (backend is not null)
            await backend.DisposeAsync();
    }

    private async Task<TestChargePoint> StartAsync()
    {
        backend = await TestBackend.StartAsync(Clock, backendPort);
        var station = await ReadyAsync();
        await UntilAsync(() => Device.Backend!.IsOnline, "the back end is there");
        return station;
    }

    private Task<JsonObject> CommandAsync(string action, string payload) => Backend.Peer!.ResultAsync(action, payload);

    private static string? Status(JsonObject answer) => (string?)answer["status"];

    private string Profile(int connector, double limit, string unit, string purpose = "TxDefaultProfile", int id = 1, int? durationS = null)
    {
        var schedule = new JsonObject
        {
            ["startSchedule"] = Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["chargingRateUnit"] = unit,
            ["chargingSchedulePeriod"] = new JsonArray(new JsonObject { ["startPeriod"] = 0, ["limit"] = limit }),
        };
        if (durationS is not null)
            schedule["duration"] = durationS;
        var profile = new JsonObject
        {
            ["chargingProfileId"] = id,
            ["stackLevel"] = 1,
            ["chargingProfilePurpose"] = purpose,
            ["chargingProfileKind"] = "Absolute",
            ["chargingSchedule"] = schedule,
        };
        return new JsonObject { ["connectorId"] = connector, ["csChargingProfiles"] = profile }.ToJsonString();
    }

    /// <summary>Waits while the edge's clock runs: its pauses are measured by it.</summary>
    private async Task UntilAsync(Func<bool> holds, string what)
    {
        for (int i = 0; i < 200 && !holds(); i++)
        {
            await Task.Delay(50, Cancellation);
            Clock.Advance(TimeSpan.FromMilliseconds(500));
        }
        holds().ShouldBeTrue(what);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>Tests that advance a clock of their own while real sockets work: what takes long because others take the processor would look like silence.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
