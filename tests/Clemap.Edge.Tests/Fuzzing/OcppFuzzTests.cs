using System.Net.WebSockets;
using System.Text;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.CloudLink;
using Clemap.Edge.Tests.Stations.Ocpp;
using Clemap.Security.Tests.Fuzzing;

namespace Clemap.Edge.Tests.Fuzzing;

/// <summary>Spoiled messages of a charging station over a real WebSocket.</summary>
public sealed class OcppFuzzTests : OcppBench
{
    private static readonly string[] Messages =
    [
        """[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"T1","firmwareVersion":"1.0"}]""",
        """[2,"2","StatusNotification",{"connectorId":1,"status":"Preparing","errorCode":"NoError","timestamp":"2026-11-02T18:00:00Z"}]""",
        """[2,"3","StartTransaction",{"connectorId":1,"idTag":"AB12","meterStart":1000,"timestamp":"2026-11-02T18:00:00Z"}]""",
        """[2,"4","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-11-02T18:00:00Z","sampledValue":[{"value":"16.1","measurand":"Current.Import","phase":"L1","unit":"A"}]}]}]""",
        """[2,"5","StopTransaction",{"transactionId":1,"meterStop":2000,"timestamp":"2026-11-02T19:00:00Z"}]""",
        """[3,"6",{"status":"Accepted"}]""",
    ];

    [Fact]
    public async Task A_spoiled_message_is_answered_with_an_error_or_ends_the_connection_with_a_reason()
    {
        ClientWebSocket? socket = null;
        await Rounds.RunAsync(240, async seed =>
        {
            socket ??= await OpenAsync();
            // Only what is UTF-8 gets through a WebSocket as a text.
            string spoiled = Encoding.UTF8.GetString(new Mutator(seed).Spoil(Messages[seed % Messages.Length]));
            // One that is too large is cut off; that has a test of its own.
            if (Encoding.UTF8.GetByteCount(spoiled) > OcppConnection.MostBytes || await IsAnsweredAsync(socket, spoiled))
                return;
            socket.CloseStatus.ShouldNotBeNull(spoiled);
            socket.Dispose();
            socket = null;
        });
        socket?.Dispose();

        var station = await ReadyAsync();
        (await station.Peer.ResultAsync("Heartbeat", "{}")).ContainsKey("currentTime").ShouldBeTrue();
        await Patience.UntilAsync(() => Device.IsReady, "the station is ready");
    }

    private async Task<ClientWebSocket> OpenAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("ocpp1.6");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{Port}/ocpp/{Identity}"), Cancellation);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.State == WebSocketState.Open
        ? socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancellation)
        : Task.CompletedTask;

    /// <returns>False when the connection was closed in order.</returns>
    private async Task<bool> IsAnsweredAsync(ClientWebSocket socket, string spoiled)
    {
        try
        {
            await SendAsync(socket, spoiled);
            await SendAsync(socket, """[2,"beat","Heartbeat",{}]""");
            return await IsAnsweredAsync(socket);
        }
        catch (WebSocketException broken)
        {
            throw new InvalidOperationException($"{broken.Message} after {spoiled}; {string.Join("; ", Log.Lines.TakeLast(12))}", broken);
        }
    }

    private static async Task<bool> IsAnsweredAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        var message = new StringBuilder();
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Cancellation);
            if (received.MessageType == WebSocketMessageType.Close)
                return false;
            message.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            if (!received.EndOfMessage)
                continue;
            string said = message.ToString();
            message.Clear();
            if (said.Contains("InternalError", StringComparison.Ordinal))
                throw new InvalidOperationException($"A fault of the edge: {said}");
            if (said.StartsWith("[3,\"beat\"", StringComparison.Ordinal))
                return true;
        }
    }
}
