using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Tests.LocalApi;
using Clemap.Security.Tests.Fuzzing;

namespace Clemap.Edge.Tests.Fuzzing;

/// <summary>Spoiled bytes over real sockets to a whole controller, which goes on controlling and never lets more flow than was commissioned.</summary>
public sealed class WireFuzzTests
{
    /// <summary>Method, path, a body that is never quite right, rounds.</summary>
    private static readonly (string Method, string Path, string Body, int Rounds)[] Requests =
    [
        ("POST", "/api/session", """{"name":"nobody","password":"not this one"}""", 12),
        ("POST", "/api/accounts/first", """{"code":"ABCD-EFGH-JKMN","name":"mallory","password":"drei rote Leitern"}""", 60),
        ("PUT", "/api/session/password", """{"current":"not this one","new":"vier blaue Leitern"}""", 8),
        ("POST", "/api/accounts", """{"name":"victor","password":"kurz","role":"viewer"}""", 60),
        ("POST", "/api/tokens", """{"label":"heating","role":"viewer"}""", 60),
        ("POST", "/api/restore", """{"format":"clemap-edge-backup","version":1,"serial":"X","software":"1","madeAt":"2026-01-01T00:00:00Z","configuration":{"baseLoadA":-1}}""", 80),
        ("POST", "/api/configuration/check", """{"serial":"X","dataDir":"data","localPort":0,"baseLoadA":-1,"circuits":[{"id":"01900000-0000-7000-8000-000000000010","name":"A","ratingA":40}],"meters":[],"stations":[]}""", 80),
        ("POST", "/api/commissioning/scan", """{"subnet":"8.8.8.0/24","ports":[502,80]}""", 60),
        ("POST", "/api/commissioning/phases", """{"stationId":"01900000-0000-7000-8000-0000000000ff","carPlugged":true}""", 60),
        ("POST", "/api/commissioning/unplug", """{"subjectId":"01900000-0000-7000-8000-0000000000ff"}""", 60),
        ("POST", "/api/commissioning/reports", """{"electrician":"","company":"Strom AG","remarks":"none"}""", 40),
    ];

    private static readonly string[] Addresses =
    [
        "/api/log?after=0", "/api/journal?before=99&limit=10&people=true", "/api/commissioning/reports/20260101-000000", "/api/network/wifi/wlan0", "/app/js/main.js",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Spoiled_requests_are_answered_with_a_problem_and_never_with_a_fault()
    {
        await using var box = await Box.StartAsync(1);
        var elena = await box.FirstAsync();
        foreach (var (method, path, body, rounds) in Requests)
            await Rounds.RunAsync(rounds, async seed =>
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new ByteArrayContent(new Mutator(seed).Spoil(body)) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                await AnsweredAsync(elena, request);
            });
        foreach (string address in Addresses)
            await Rounds.RunAsync(40, async seed =>
            {
                string spoiled = string.Concat(new Mutator(seed).SpoilText(address[1..]).Select(letter =>
                    letter is '&' or '=' or '?' or '/' or '.' || char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : $"%{(int)letter:X2}"));
                using var request = new HttpRequestMessage(HttpMethod.Get, "/" + spoiled);
                await AnsweredAsync(elena, request);
            });

        (await elena.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Exists(box.File + ".previous").ShouldBeFalse();
    }

    [Fact]
    public async Task Spoiled_Modbus_frames_are_refused_or_end_their_own_connection_only()
    {
        int port = FreePort();
        await using var box = await Box.StartAsync(1, site => site with { Building = new BuildingConfiguration { Address = "127.0.0.1", ModbusPort = port } });
        byte[][] frames =
        [
            [0, 1, 0, 0, 0, 6, 1, 3, 0x4A, 0x38, 0, 50], // reads 19000 and on
            [0, 2, 0, 0, 0, 11, 1, 16, 0x4A, 0x6E, 0, 2, 4, 0x43, 0xFA, 0, 0], // writes 500 A to 19054
            [0, 3, 0, 0, 0, 11, 1, 16, 0x4A, 0x6A, 0, 2, 4, 0x3F, 0x80, 0, 0], // activates at 19050
        ];
        await Rounds.RunAsync(240, async seed =>
        {
            byte[] sent = new Mutator(seed).SpoilFrame(frames[seed % frames.Length]);
            ShouldBeWhole(await ExchangeAsync(port, sent), sent);
        });

        await using var connections = new ModbusConnections(TimeProvider.System, new ModbusTiming());
        (await connections.Unit("127.0.0.1", port, 1).ReadHoldingAsync(19000, 2, Stop)).Float32(19000).ShouldBe(230);
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 0), "an order");
        (box.Garage.BaseA + box.Garage.Order(1)).ShouldBeLessThanOrEqualTo(40);
    }

    private static async Task AnsweredAsync(HttpClient client, HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request, Stop);
        string said = await answer.Content.ReadAsStringAsync(Stop);
        string hint = $"{request.Method} {request.RequestUri} {answer.StatusCode} {said}";
        ((int)answer.StatusCode).ShouldBeLessThan(500, hint);
        if (answer.StatusCode == HttpStatusCode.NotFound && said.Length == 0 || answer.IsSuccessStatusCode)
            return; // no such place
        if (request.Method != HttpMethod.Get)
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", hint);
            JsonNode.Parse(said)!["code"]!.GetValue<string>().ShouldNotBeEmpty(hint);
        }
        said.ShouldNotContain("   at ", customMessage: hint); // no stack
    }

    private static async Task<byte[]> ExchangeAsync(int port, byte[] sent)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Stop);
        var stream = client.GetStream();
        await stream.WriteAsync(sent, Stop);
        client.Client.Shutdown(SocketShutdown.Send);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, Stop);
        }
        catch (IOException)
        {
            // Reset: what was sent after the last whole frame was left unread.
        }
        return answer.ToArray();
    }

    private static void ShouldBeWhole(byte[] answer, byte[] sent)
    {
        for (int at = 0; at < answer.Length;)
        {
            (answer.Length - at).ShouldBeGreaterThanOrEqualTo(9, Convert.ToHexString(sent));
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 2)).ShouldBe((ushort)0);
            at += 6 + BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 4));
            at.ShouldBeLessThanOrEqualTo(answer.Length, Convert.ToHexString(sent));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
