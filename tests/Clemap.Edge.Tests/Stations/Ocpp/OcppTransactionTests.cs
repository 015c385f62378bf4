using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Ocpp;

namespace Clemap.Edge.Tests.Stations.Ocpp;

public sealed class OcppTransactionTests : OcppBench
{
    internal override EdgeConfiguration Commission(EdgeConfiguration site) => site with { Ocpp = site.Ocpp! with { Cards = ["04A1B2C3"] } };

    [Fact]
    public async Task Boot_is_accepted_with_the_time_and_an_interval()
    {
        var station = NewStation();
        await station.ConnectAsync();
        var answer = await station.BootAsync();

        ((string?)answer["status"], (string?)answer["currentTime"], (int)answer["interval"]!).ShouldBe(("Accepted", "2026-11-02T18:00:00.000Z", 60));
    }

    [Fact]
    public async Task Only_cards_of_the_list_may_charge()
    {
        var station = await ReadyAsync();

        Status(await station.Peer.ResultAsync("Authorize", """{"idTag":"04a1b2c3"}""")).ShouldBe("Accepted");
        Status(await station.Peer.ResultAsync("Authorize", """{"idTag":"DEADBEEF"}""")).ShouldBe("Invalid");
        Status(await station.StartAsync(card: "DEADBEEF")).ShouldBe("Invalid");
    }

    [Fact]
    public async Task A_start_that_is_sent_again_gets_the_same_id_even_after_a_restart_and_no_id_comes_twice()
    {
        var station = await ReadyAsync();
        string at = station.Now;
        int first = Id(await station.StartAsync());
        int again = Id(await station.StartAsync());
        await station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{first}},"meterStop":1500,"timestamp":"{{at}}"}""");
        await RestartAsync();
        await using var afterwards = new TestChargePoint(Port, Identity, Clock);
        await afterwards.ConnectAsync();

        (again, Id(await afterwards.StartAsync())).ShouldBe((first, first));
        Id(await afterwards.StartAsync(meterWh: 1500)).ShouldBeGreaterThan(first);
    }

    [Fact]
    public void Ids_go_on_when_the_database_was_lost()
    {
        var before = new TransactionStore(Database, Clock).Begin("CP-9", 1, "A", 0, Clock.GetUtcNow(), null).Transaction.Id;
        Clock.Advance(TimeSpan.FromMinutes(1));
        using var folder = new TemporaryFolder();
        using var fresh = new EdgeDatabase(folder.Path);

        new TransactionStore(fresh, Clock).Begin("CP-9", 1, "A", 0, Clock.GetUtcNow(), null).Transaction.Id.ShouldBeGreaterThan(before);
    }

    [Fact]
    public async Task A_session_has_its_card_and_its_register_from_start_to_stop()
    {
        var station = await ReadyAsync();
        int id = Id(await station.StartAsync(card: "04a1b2c3", meterWh: 1000));
        await station.StatusAsync("Charging");
        await station.CurrentAsync(16, 15.9, 15.8, transaction: id);
        await Sources[0].PollAsync(Cancellation);
        var charging = Sources[0].Latest!.Value.Sample;
        await station.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":{{id}},"meterStop":13000,"timestamp":"{{station.Now}}","reason":"EVDisconnected"}""");
        await station.StatusAsync("Available");
        await Sources[0].PollAsync(Cancellation);
        var free = Sources[0].Latest!.Value.Sample;

        charging.State.ShouldBe(StationState.Charging);
        charging.Card.ShouldBe("04A1B2C3");
        charging.ImportWh.ShouldBe(12500);
        charging.CurrentA.L2.ShouldBe(15.9);
        (free.State, free.Card, free.ImportWh).ShouldBe((StationState.Free, null, 13000));
    }

    [Fact]
    public async Task A_transaction_that_is_open_outlives_a_restart_of_the_edge_and_a_stop_of_an_unknown_one_is_taken()
    {
        var station = await ReadyAsync();
        int id = Id(await station.StartAsync());
        await RestartAsync();

        Device.Connectors[0].View.Transaction.ShouldNotBeNull().Id.ShouldBe(id);
        await using var afterwards = new TestChargePoint(Port, Identity, Clock);
        await afterwards.ConnectAsync();
        (await afterwards.Peer.ResultAsync("StopTransaction", $$"""{"transactionId":4711,"meterStop":5,"timestamp":"{{station.Now}}"}""")).Count.ShouldBe(0);
        await afterwards.StatusAsync("Available");
        Device.Connectors[0].View.Transaction.ShouldBeNull();
    }

    [Fact]
    public async Task What_only_informs_is_taken_and_a_makers_own_message_is_not_known()
    {
        var station = await ReadyAsync();

        (await station.Peer.ResultAsync("FirmwareStatusNotification", """{"status":"Installed"}""")).Count.ShouldBe(0);
        (await station.Peer.ResultAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""")).Count.ShouldBe(0);
        ((string?)(await station.Peer.ResultAsync("DataTransfer", """{"vendorId":"Maker"}"""))["status"]).ShouldBe("UnknownVendorId");
    }

    private static int Id(System.Text.Json.Nodes.JsonObject answer) => (int)answer["transactionId"]!;

    private static string? Status(System.Text.Json.Nodes.JsonObject answer) => (string?)answer["idTagInfo"]!["status"];
}
