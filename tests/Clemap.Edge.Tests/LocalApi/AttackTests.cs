using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Edge.LocalApi.Access;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Somebody on the local network who means ill, against a whole controller.</summary>
public sealed class AttackTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_guesses_in_parallel_gets_no_more_than_the_free_guesses()
    {
        await using var box = await Box.StartAsync();
        await box.FirstAsync();
        var mallory = box.Anyone();

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SignInAsync(mallory, Box.Electrician, $"guess number {i}")));

        answers.Count(answer => answer == HttpStatusCode.Unauthorized).ShouldBeLessThanOrEqualTo(5);
        answers.ShouldAllBe(answer => answer == HttpStatusCode.Unauthorized || answer == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_stranger_who_guesses_keeps_the_owner_out_of_nothing()
    {
        await using var box = await Box.StartAsync();
        using var stranger = From(IPAddress.Parse("127.0.0.9"), box.Address);
        for (int i = 0; i < 6; i++)
            await stranger.PostAsJsonAsync("/api/accounts/first", new { code = "ABCD-EFGH-JKMN", name = "mallory", password = "drei rote Leitern" }, Stop);

        await box.FirstAsync(); // the code is not kept from the electrician

        for (int i = 0; i < 6; i++)
            await SignInAsync(stranger, Box.Electrician, "wrong password");
        (await SignInAsync(stranger, Box.Electrician, Box.Password)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await SignInAsync(box.Anyone(), Box.Electrician, Box.Password)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Invented_names_make_nobody_forget_who_guesses_at_a_real_one()
    {
        var lockout = new Lockout(new FakeTimeProvider());
        for (int i = 0; i < 4; i++)
            lockout.Failed("elena", isReal: true);
        for (int i = 0; i < 2000; i++)
            lockout.Failed($"nobody-{i % 400}");

        lockout.Waits("elena").ShouldBeNull();
        lockout.Failed("elena", isReal: true);
        lockout.Waits("elena").ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_code_is_taken_as_a_phone_writes_it_and_once_only(bool isBare)
    {
        await using var box = await Box.StartAsync();
        string code = box.Code();
        string typed = isBare ? code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() : $" {code.Replace('-', '\u2013')} ";
        object Order(string name) => new { code = typed, name, password = "drei rote Leitern" };

        var both = await Task.WhenAll(
            box.Anyone().PostAsJsonAsync("/api/accounts/first", Order("elena"), Stop), box.Anyone().PostAsJsonAsync("/api/accounts/first", Order("mallory"), Stop));

        both.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        (await box.Anyone().PostAsJsonAsync("/api/accounts/first", Order("late"), Stop)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_page_of_another_site_gets_nothing_from_the_loopback_under_a_name_of_its_own()
    {
        await using var box = await Box.StartAsync();
        using var browser = new HttpClient { BaseAddress = box.Loopback };
        (await AskAsync("127.0.0.1")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync("localhost")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync("[::1]:8080")).ShouldBe(HttpStatusCode.OK);
        (await AskAsync("rebound.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);
        (await AskAsync("127.0.0.1.rebound.example")).ShouldBe(HttpStatusCode.MisdirectedRequest);

        async Task<HttpStatusCode> AskAsync(string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/journal");
            request.Headers.Host = host;
            return (await browser.SendAsync(request, Stop)).StatusCode;
        }
    }

    [Fact]
    public async Task A_cookie_that_somebody_put_there_before_is_worth_nothing_after_the_sign_in()
    {
        await using var box = await Box.StartAsync();
        await box.FirstAsync();
        using var browser = From(IPAddress.Loopback, box.Address);
        browser.DefaultRequestHeaders.Add("Cookie", $"{Caller.Cookie}=chosen-by-mallory");

        var answer = await browser.PostAsJsonAsync("/api/session", new { name = Box.Electrician, password = Box.Password }, Stop);

        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldNotContain("chosen-by-mallory");
        (await browser.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("POST", "/api/session")]
    [InlineData("POST", "/api/accounts/first")]
    [InlineData("POST", "/api/restore")]
    public async Task Another_site_sends_nothing_through_the_browser_of_an_electrician(string method, string path)
    {
        await using var box = await Box.StartAsync();
        foreach (string origin in (string[])["https://evil.example", "null", box.Address.GetLeftPart(UriPartial.Authority).Replace("https", "http", StringComparison.Ordinal)])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}") };
            request.Headers.Add("Origin", origin);
            (await Box.CodeOf(await box.Anyone().SendAsync(request, Stop))).ShouldBe("foreign-origin");
        }
    }

    [Fact]
    public async Task A_backup_that_is_a_bomb_is_refused_quickly_and_in_words()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var clock = Stopwatch.StartNew();

        var many = await RestoreAsync($"[{string.Join(',', Enumerable.Range(0, 5000).Select(i => $$"""{"id":"{{new Guid(i, 0, 0, new byte[8])}}","name":"A","ratingA":40}"""))}]");
        many["problems"]![0]!["field"]!.GetValue<string>().ShouldBe("circuits");
        many["problems"]![0]!["rule"]!.GetValue<string>().ShouldBe("must not be more than 500");
        (await RestoreAsync(new string('[', 100_000)))["problems"]![0]!["rule"]!.GetValue<string>().ShouldBe("cannot be read as JSON");
        // Asks first whether it may send: who is refused in the middle of sending need not see the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/restore") { Content = new StringContent(new string(' ', (1 << 20) + 1)) };
        request.Headers.ExpectContinue = true;
        var large = await elena.SendAsync(request, Stop);
        (large.StatusCode, await Box.CodeOf(large)).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "too-large"));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await elena.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Exists(box.File + ".previous").ShouldBeFalse();

        async Task<JsonNode> RestoreAsync(string circuits)
        {
            string backup = $$"""
                {"format":"clemap-edge-backup","version":1,"serial":"X","software":"1","madeAt":"2026-01-01T00:00:00Z",
                "configuration":{"serial":"X","dataDir":"data","localPort":0,"baseLoadA":1,"circuits":{{circuits}},"meters":[],"stations":[]} }
                """;
            var answer = await elena.PostAsync("/api/restore", new StringContent(backup), Stop);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
        }
    }

    [Fact]
    public async Task Of_two_people_who_save_at_once_one_is_told()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var stands = await elena.GetAsync("/api/configuration", Stop);
        string text = await stands.Content.ReadAsStringAsync(Stop);

        var both = await Task.WhenAll(PutAsync(11), PutAsync(12));

        both.Order().ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.PreconditionFailed]);
        JsonNode.Parse(await File.ReadAllTextAsync(box.File, Stop))!["baseLoadA"]!.GetValue<int>().ShouldBe(both[0] == HttpStatusCode.Accepted ? 11 : 12);

        async Task<HttpStatusCode> PutAsync(int baseLoadA)
        {
            using var put = new HttpRequestMessage(HttpMethod.Put, "/api/configuration")
            {
                Content = new StringContent(text.Replace("\"baseLoadA\": 10", $"\"baseLoadA\": {baseLoadA}", StringComparison.Ordinal)),
            };
            put.Headers.TryAddWithoutValidation("If-Match", stands.Headers.ETag!.ToString());
            using var answer = await elena.SendAsync(put, Stop);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Bodies_that_trickle_hold_up_neither_the_dashboard_nor_the_control_and_are_ended()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var slow = new List<SslStream>();
        for (int i = 0; i < 30; i++)
            slow.Add(await TrickleAsync(box.Address));

        (await elena.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Box.UntilAsync(() => Task.FromResult(box.Garage.Order(1) > 10), "a car that charges");
        foreach (var stream in slow)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            patience.CancelAfter(TimeSpan.FromSeconds(20));
            await ToEndAsync(stream, patience.Token);
            await stream.DisposeAsync();
        }
    }

    private static async Task<SslStream> TrickleAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Stop);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, certificate, _, _) => certificate!.Subject == certificate.Issuer);
        await stream.AuthenticateAsClientAsync(address.Host);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/session HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{"), Stop);
        return stream;
    }

    private static async Task ToEndAsync(SslStream stream, CancellationToken cancellation)
    {
        try
        {
            byte[] buffer = new byte[1024];
            while (await stream.ReadAsync(buffer, cancellation) > 0)
                continue;
        }
        catch (IOException)
        {
            // Cut off without a goodbye.
        }
    }

    private static async Task<HttpStatusCode> SignInAsync(HttpClient client, string name, string password) =>
        (await client.PostAsJsonAsync("/api/session", new { name, password }, Stop)).StatusCode;

    private static HttpClient From(IPAddress own, Uri box)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(own, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == certificate.Issuer;
        return new HttpClient(handler) { BaseAddress = box };
    }
}
