using System.Net;
using System.Net.WebSockets;
using Clemap.Edge.Configuration;
using Clemap.Edge.Tests.CloudLink;

namespace Clemap.Edge.Tests.Stations.Ocpp;

public sealed class OcppEndpointTests : OcppBench
{
    private const string Password = "a long password";

    internal override EdgeConfiguration Commission(EdgeConfiguration site) => site with
    {
        Ocpp = site.Ocpp! with { ChargePoints = [new ChargePointConfiguration("CP-2", Password)] },
        Stations = [Part(1), Part(2) with { Ocpp = new OcppStationConfiguration("CP-2") }],
    };

    [Theory]
    [InlineData(null)]
    [InlineData("a long passwore")]
    [InlineData("")]
    public async Task A_wrong_password_is_refused(string? password)
    {
        var station = NewStation("CP-2");
        station.Password = password;

        (await Should.ThrowAsync<WebSocketException>(() => station.ConnectAsync())).Message.ShouldContain("401");

        station.Password = Password;
        await station.ConnectAsync();
        ((string?)(await station.BootAsync())["status"]).ShouldBe("Accepted");
    }

    [Fact]
    public async Task Nobody_connects_who_is_not_of_this_site()
    {
        (await Should.ThrowAsync<WebSocketException>(() => NewStation("CP-3").ConnectAsync())).Message.ShouldContain("404");

        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        (await http.GetAsync("/ocpp/CP-1", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.UpgradeRequired);
        (await http.GetAsync("/api/live", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("ocpp2.0.1")]
    [InlineData(null)]
    public async Task Another_version_is_accepted_without_a_subprotocol_and_closed(string? subprotocol)
    {
        using var socket = new ClientWebSocket();
        if (subprotocol is not null)
            socket.Options.AddSubProtocol(subprotocol);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/ocpp/{Identity}"), Cancellation);

        (await socket.ReceiveAsync(new byte[100], Cancellation)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.ProtocolError);
        socket.SubProtocol.ShouldBeNullOrEmpty();
        Device.IsConnected.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[2,"x","Fly",{}]""", "NotImplemented")]
    [InlineData("""[2,"x","Heartbeat",[]]""", "FormationViolation")]
    [InlineData("""[2,"x","Heartbeat"]""", "FormationViolation")]
    [InlineData("""[7,"x","Heartbeat",{}]""", "FormationViolation")]
    [InlineData("""[2,"x","BootNotification",{"chargePointModel":"T1"}]""", "OccurenceConstraintViolation")]
    [InlineData("""[2,"x","StatusNotification",{"connectorId":"one","status":"Available","errorCode":"NoError"}]""", "TypeConstraintViolation")]
    [InlineData("""[2,"x","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":1,"timestamp":"yesterday"}]""", "TypeConstraintViolation")]
    [InlineData("""[2,"x","Authorize",{"idTag":"123456789012345678901"}]""", "PropertyConstraintViolation")]
    public async Task What_is_wrong_is_answered_with_its_code_and_the_connection_goes_on(string message, string code)
    {
        var station = NewStation();
        await station.ConnectAsync();
        await station.Peer.SendAsync(message);

        await Patience.UntilAsync(() => !station.Peer.Strays.IsEmpty, "an answer");
        var answer = station.Peer.Strays.Single();
        ((int)answer[0]!, (string?)answer[1], (string?)answer[2], answer.Count).ShouldBe((4, "x", code, 5));
        (await station.Peer.ResultAsync("Heartbeat", "{}")).ContainsKey("currentTime").ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_no_JSON_is_left_unanswered_and_not_for_ever()
    {
        var station = NewStation();
        await station.ConnectAsync();
        await station.Peer.SendAsync("hello");
        (await station.Peer.ResultAsync("Heartbeat", "{}")).ContainsKey("currentTime").ShouldBeTrue();

        for (int i = 0; i < 9; i++)
            await station.Peer.SendAsync("""{"a":""");
        await Patience.UntilAsync(() => station.Peer.Closed == WebSocketCloseStatus.ProtocolError, "the connection is closed");
    }

    [Fact]
    public async Task A_message_that_is_too_large_ends_the_connection()
    {
        var station = NewStation();
        await station.ConnectAsync();
        await station.Peer.SendAsync($$"""[2,"x","DataTransfer",{"vendorId":"{{new string('a', 130 * 1024)}}"}]""");

        await Patience.UntilAsync(() => station.Peer.Closed == WebSocketCloseStatus.MessageTooBig, "the connection is closed");
        await Patience.UntilAsync(() => !Device.IsConnected, "the device is gone");
    }

    [Fact]
    public async Task A_second_connection_of_a_device_takes_the_place_of_the_first()
    {
        var first = NewStation();
        await first.ConnectAsync();
        await first.BootAsync();
        var second = await ReadyAsync();

        await first.Peer.Running;
        Device.IsConnected.ShouldBeTrue();
        (await second.Peer.ResultAsync("Heartbeat", "{}")).ContainsKey("currentTime").ShouldBeTrue();
    }

    [Fact]
    public async Task A_device_that_does_not_answer_is_not_waited_for_longer_than_ten_seconds()
    {
        var station = NewStation();
        station.Answers["GetConfiguration"] = _ => throw new OperationCanceledException("the test station falls silent");
        await station.ConnectAsync();
        await Should.NotThrowAsync(() => station.Peer.CallAsync("Heartbeat", "{}"));
        await Patience.UntilAsync(() => Device.IsConnected, "the device is there");

        for (int second = 0; second < 12; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(30, Cancellation);
        }
        await Patience.UntilAsync(() => !Device.IsConnected, "the device is made to connect again");
    }
}
