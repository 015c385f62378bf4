using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Somebody saves a configuration while others are on their way in, on real sockets.</summary>
public sealed class NewStartTests
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(700);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_come_before_is_answered_before()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        using var atTheDoor = await ConnectAsync(box.Address);
        using var inHandshake = await ConnectAsync(box.Address);
        await using var silent = await SecureAsync(inHandshake, box.Address);
        using var asking = await ConnectAsync(box.Address);
        await using var half = await SecureAsync(asking, box.Address);
        string request = $"GET /api/session HTTP/1.1\r\nHost: {box.Address.Authority}\r\nConnection: close\r\n\r\n";
        await half.WriteAsync(Encoding.ASCII.GetBytes(request[..20]), Stop);

        (await SaveAsync(elena, 38)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Task.Delay(Late, Stop);

        await half.WriteAsync(Encoding.ASCII.GetBytes(request[20..]), Stop);
        (await StatusAsync(half)).ShouldBe("HTTP/1.1 200 OK");
        await silent.WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        (await StatusAsync(silent)).ShouldBe("HTTP/1.1 200 OK");
        await using var last = await SecureAsync(atTheDoor, box.Address);
        await last.WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        (await StatusAsync(last)).ShouldBe("HTTP/1.1 200 OK");
        await InForceAsync(elena, 38);
    }

    [Fact]
    public async Task Who_never_asks_holds_it_up_for_two_seconds_and_no_longer()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        using var idle = await ConnectAsync(box.Address);

        var saved = Stopwatch.StartNew();
        (await SaveAsync(elena, 38)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        ended.CancelAfter(TimeSpan.FromSeconds(10));
        await ToEndAsync(idle, ended.Token);

        var within = FaultMatrix.Within("configuration changed while others ask");
        saved.Elapsed.ShouldBeInRange(within - TimeSpan.FromSeconds(0.1), within + TimeSpan.FromSeconds(6)); // five more has who is in the middle of something
        await InForceAsync(elena, 38);
    }

    [Fact]
    public async Task Until_it_has_started_no_second_change_is_taken_so_that_there_is_one_to_go_back_to()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        using var idle = await ConnectAsync(box.Address);

        (await SaveAsync(elena, 38)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var second = await SaveAsync(elena, 36);

        (second.StatusCode, await Box.CodeOf(second)).ShouldBe((HttpStatusCode.Conflict, "restarting"));
        (await File.ReadAllTextAsync(box.File + ".previous", Stop)).ShouldContain("\"ratingA\":40");
        await InForceAsync(elena, 38);
    }

    /// <summary>Reads what stands there and changes the fuse.</summary>
    private static async Task<HttpResponseMessage> SaveAsync(HttpClient client, int ratingA)
    {
        using var stands = await client.GetAsync("/api/configuration", Stop);
        var model = JsonNode.Parse(await stands.Content.ReadAsStringAsync(Stop))!;
        model["circuits"]![0]!["ratingA"] = ratingA;
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration") { Content = new StringContent(model.ToJsonString()) };
        put.Headers.TryAddWithoutValidation("If-Match", stands.Headers.ETag!.ToString());
        return await client.SendAsync(put, Stop);
    }

    private static Task InForceAsync(HttpClient client, int ratingA) => Box.UntilAsync(
        async () => (await client.GetStringAsync("/api/site", Stop)).Contains($"\"ratingA\":{ratingA}", StringComparison.Ordinal), "the changed configuration");

    private static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Stop);
        await Task.Delay(50, Stop); // the box has let it in
        return socket;
    }

    private static async Task<SslStream> SecureAsync(Socket socket, Uri address)
    {
        var stream = new SslStream(new NetworkStream(socket), false, (_, certificate, _, _) => certificate!.Subject == certificate.Issuer);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, Stop);
        return stream;
    }

    private static async Task<string?> StatusAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(Stop);
    }

    private static async Task ToEndAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[64], cancellation) > 0)
                continue;
        }
        catch (SocketException)
        {
            // Cut off without a goodbye.
        }
    }
}
