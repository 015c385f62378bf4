using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clemap.Edge.BuildingInterface;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.ControlLoop;
using Clemap.Edge.Tests.LocalApi;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clemap.Edge.Tests.BuildingInterface;

/// <summary>A building manager at the other end of a real TLS connection.</summary>
public sealed class BuildingRestTests : IAsyncLifetime
{
    private const string User = "building";
    private const string Password = "vier blaue Leitern";

    private readonly Garage garage = new(2, site => site with
    {
        Building = new BuildingConfiguration { Address = "127.0.0.1", RestPort = 0, User = User, Password = Password },
    });

    private readonly TemporaryFolder folder = new();
    private readonly LocalCertificate certificate;
    private readonly BuildingRestServer server;
    private readonly List<HttpClient> clients = [];
    private HttpClient? manager;

    public BuildingRestTests()
    {
        certificate = new LocalCertificate(folder.Path, TimeProvider.System);
        var rest = new BuildingRest(
            garage.Configuration, garage.Building, garage.Site.GridSample, new Lockout(garage.Time), NullLogger<BuildingRest>.Instance);
        server = new BuildingRestServer(garage.Configuration, rest, certificate, garage.Alarms, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Manager => manager!;

    private double TogetherA => garage.BaseA + garage.Order(1) + garage.Order(2);

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(Cancellation);
        manager = Client(BasicPassword.Header(User, Password));
        await garage.CycleAsync(8);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        await server.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
        certificate.Dispose();
        await garage.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Live_data_are_those_of_the_grid_meter_and_null_when_it_is_silent()
    {
        var live = await JsonAsync("/v1/live/data");

        live.GetProperty("VoltageV")[2].GetDouble().ShouldBe(230);
        live.GetProperty("CurrentA")[0].GetDouble().ShouldBe(TogetherA, 0.01);
        live.GetProperty("ActivePowerTotalW").GetDouble().ShouldBe(TogetherA * 690, 3);

        var silent = JsonSerializer.SerializeToElement(BuildingLive.Of(null), BuildingRestJson.Default.BuildingLive);
        silent.GetProperty("Time").ValueKind.ShouldBe(JsonValueKind.Null);
        silent.GetProperty("CurrentA")[1].ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_limit_holds_at_the_grid_connection_while_it_is_active()
    {
        TogetherA.ShouldBeGreaterThan(25);

        var told = await PostAsync("""{"ActivePowerActivation":true,"CurrentLimit":20}""");
        await garage.CycleAsync();

        TogetherA.ShouldBeLessThanOrEqualTo(20);
        told.GetProperty("LimitInForce").GetDouble().ShouldBe(20);
        garage.Live.Latest!.Building.ShouldBe(new(true, true, 20));
        (await JsonAsync("/v1/settings")).GetProperty("CurrentLimit").GetDouble().ShouldBe(20);

        (await PostAsync("""{"ActivePowerActivation":false}""")).GetProperty("LimitInForce").ValueKind.ShouldBe(JsonValueKind.Null);
        await garage.CycleAsync(8);
        TogetherA.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task It_can_only_lower()
    {
        var told = await PostAsync("""{"ActivePowerActivation":true,"CurrentLimit":500,"FallbackCurrentLimit":1e300}""");
        await garage.CycleAsync(8);

        TogetherA.ShouldBeLessThanOrEqualTo(40);
        told.GetProperty("CurrentLimit").GetDouble().ShouldBe(40);
        told.GetProperty("FallbackCurrentLimit").GetDouble().ShouldBe(40);
    }

    [Fact]
    public async Task After_silence_the_fallback_holds_until_somebody_is_back()
    {
        await PostAsync("""{"ActivePowerActivation":true,"CurrentLimit":30,"FallbackCurrentLimit":18}""");
        garage.Time.Advance(TimeSpan.FromSeconds(119));
        (await SendAsync(Manager, HttpMethod.Post, "/v1/keepalive")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        garage.Time.Advance(TimeSpan.FromSeconds(119));
        garage.Building.LimitA.ShouldBe(30);

        garage.Time.Advance(TimeSpan.FromSeconds(2));
        await garage.CycleAsync();
        TogetherA.ShouldBeLessThanOrEqualTo(18);
        var told = await JsonAsync("/v1/settings");
        (told.GetProperty("IsAlive").GetBoolean(), told.GetProperty("LimitInForce").GetDouble()).ShouldBe((false, 18), "to look is no sign of life");

        (await SendAsync(Manager, HttpMethod.Post, "/v1/keepalive")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        garage.Building.LimitA.ShouldBe(30);
    }

    [Fact]
    public async Task Modbus_reads_what_REST_wrote_and_what_is_not_named_stays()
    {
        await PostAsync("""{"ActivePowerActivation":true,"CurrentLimit":22.5,"FallbackCurrentLimit":12}""");
        await PostAsync("""{"CurrentLimit":21}""");
        garage.Building.Settings.ShouldBe(new BuildingSettings(true, 21, 12));

        await PostAsync("""{"FallbackCurrentLimit":null}""");
        garage.Building.Settings.ShouldBe(new BuildingSettings(true, 21, null));
        var (words, _) = new BuildingRegisters(garage.Building, garage.Site.GridSample, SiteModels.WorstAloneA(garage.Configuration)).Read(BuildingRegisters.Limit, 2);
        words.ShouldBe(Clemap.Edge.Modbus.RegisterWords.Of(21f));
    }

    [Theory]
    [InlineData("""{"CurrentLimit":-1}""", 422, "CurrentLimit", "must be a number of amperes, not negative")]
    [InlineData("""{"FallbackCurrentLimit":-0.1}""", 422, "FallbackCurrentLimit", "must be a number of amperes, not negative")]
    [InlineData("""{"CurrentLimit":1e999}""", 422, "CurrentLimit", "must be a number of amperes, not negative")]
    [InlineData("""{"CurrentLimit":"16"}""", 400, "CurrentLimit", "must be a number of amperes per phase")]
    [InlineData("""{"CurrentLimit":null}""", 400, "CurrentLimit", "must be a number of amperes per phase")]
    [InlineData("""{"CurrentLimit":NaN}""", 400, "body", "must be JSON; line 1 is not")]
    [InlineData("""{"ActivePowerActivation":2}""", 400, "ActivePowerActivation", "must be true or false")]
    [InlineData("""{"CurrentLimit":10,"Limit":10}""", 400, "Limit", "is no known field")]
    [InlineData("""{"CurrentLimit":10,"CurrentLimit":40}""", 400, "CurrentLimit", "is given twice")]
    [InlineData("{}", 400, "body", "must name ActivePowerActivation, CurrentLimit or FallbackCurrentLimit")]
    [InlineData("[16]", 400, "body", "must be an object")]
    [InlineData("", 400, "body", "must be JSON; line 1 is not")]
    [InlineData("{\"CurrentLimit\":10,", 400, "body", "must be JSON; line 1 is not")]
    public async Task What_is_wrong_is_refused_with_field_and_rule_and_changes_nothing(string body, int status, string field, string rule)
    {
        await PostAsync("""{"ActivePowerActivation":true,"CurrentLimit":30,"FallbackCurrentLimit":18}""");

        var answer = await SendAsync(Manager, HttpMethod.Post, "/v1/settings", body);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await BodyAsync(answer);
        (problem.GetProperty("field").GetString(), problem.GetProperty("rule").GetString()).ShouldBe((field, rule));
        garage.Building.Settings.ShouldBe(new BuildingSettings(true, 30, 18));
    }

    [Fact]
    public async Task No_bytes_whatever_bring_it_to_an_error_of_its_own()
    {
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            byte[] bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
                bytes = [.. Encoding.UTF8.GetBytes("{\"CurrentLimit\":"), .. bytes];
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/settings") { Content = new ByteArrayContent(bytes) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await Manager.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, Convert.ToHexString(bytes));
        }
        garage.Building.Settings.Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Before_the_activation_a_limit_and_a_keep_alive_are_in_conflict()
    {
        var answer = await SendAsync(Manager, HttpMethod.Post, "/v1/settings", """{"CurrentLimit":10}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await BodyAsync(answer)).GetProperty("code").GetString().ShouldBe("not-activated");
        (await SendAsync(Manager, HttpMethod.Post, "/v1/keepalive")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(Manager, HttpMethod.Post, "/v1/settings", """{"ActivePowerActivation":false,"CurrentLimit":10}""")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        garage.Building.Settings.ShouldBe(new BuildingSettings(false, 40, null));
    }

    [Fact]
    public async Task Paths_methods_kinds_and_sizes_that_it_does_not_know_are_told_by_their_status()
    {
        (await SendAsync(Manager, HttpMethod.Get, "/v1/other")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var put = await SendAsync(Manager, HttpMethod.Put, "/v1/settings", "{}");
        put.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        put.Content.Headers.Allow.ShouldBe(["GET", "POST"]);
        (await SendAsync(Manager, HttpMethod.Get, "/v1/keepalive")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await SendAsync(Manager, HttpMethod.Delete, "/v1/live/data")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await SendAsync(Manager, HttpMethod.Post, "/v1/settings", "{}", "text/plain")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await SendAsync(Manager, HttpMethod.Post, "/v1/settings")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await SendAsync(Manager, HttpMethod.Post, "/v1/settings", $"{{\"CurrentLimit\":{new string('1', 5000)}}}")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password()
    {
        foreach (string? header in (string?[])[null, BasicPassword.Header(User, "vier blaue leitern"), BasicPassword.Header("other", Password), "Bearer x", "Basic %%%"])
        {
            var answer = await SendAsync(Client(header), HttpMethod.Get, "/v1/settings");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
            answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Basic");
            (await SendAsync(Client(null), HttpMethod.Post, "/v1/settings", """{"ActivePowerActivation":true}""")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        garage.Building.Settings.Active.ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_guesses_has_to_wait()
    {
        var guesser = Client(BasicPassword.Header(User, "wrong"));
        for (int i = 0; i < 5; i++)
            (await SendAsync(guesser, HttpMethod.Get, "/v1/settings")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var locked = await SendAsync(Manager, HttpMethod.Get, "/v1/settings");
        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        locked.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(30));

        garage.Time.Advance(TimeSpan.FromSeconds(31));
        (await SendAsync(Manager, HttpMethod.Get, "/v1/settings")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_TLS_nothing_is_said()
    {
        using var plain = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        plain.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", BasicPassword.Header(User, Password));

        await Should.ThrowAsync<HttpRequestException>(() => plain.GetAsync("/v1/settings", Cancellation));
    }

    [Fact]
    public async Task Without_a_port_nothing_listens()
    {
        await using var closed = new BuildingRestServer(
            garage.Configuration with { Building = new BuildingConfiguration { ModbusPort = 0 } }, null!, certificate, garage.Alarms, TimeProvider.System, NullLoggerFactory.Instance);
        await closed.StartAsync(Cancellation);

        closed.Port.ShouldBe(0);
    }

    [Fact]
    public async Task A_whole_controller_serves_it()
    {
        int port = FreePort();
        await using var box = await Box.StartAsync(1, site => site with
        {
            Building = new BuildingConfiguration { Address = "127.0.0.1", RestPort = port, User = User, Password = Password },
        });
        var client = Client(BasicPassword.Header(User, Password), port, anyCertificate: true);

        (await SendAsync(client, HttpMethod.Post, "/v1/settings", """{"ActivePowerActivation":true,"CurrentLimit":14}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Box.UntilAsync(() => Task.FromResult(box.Garage.BaseA + box.Garage.Order(1) <= 14 && box.Garage.Order(1) > 0), "the limit of the building");
        (await SendAsync(client, HttpMethod.Get, "/api/live")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void The_configuration_says_what_is_missing()
    {
        var site = garage.Configuration with { Local = new LocalConfiguration(7000) };
        string[] Problems(BuildingConfiguration building) =>
            [.. ConfigurationRules.Check(site with { Building = building }).Select(problem => $"{problem.Field}: {problem.Rule}")];
        var good = new BuildingConfiguration { RestPort = 7001, User = User, Password = Password };

        Problems(good).ShouldBeEmpty();
        Problems(good with { RestPort = 7000 }).ShouldBe(["building.restPort: must not be the same as local.httpsPort"]);
        Problems(good with { ModbusPort = 7001 }).ShouldBe(["building.restPort: must not be the same as building.modbusPort"]);
        Problems(good with { User = "a:b" }).ShouldBe(["building.user: must not contain a colon"]);
        Problems(good with { Password = "short" }).ShouldHaveSingleItem().ShouldStartWith("building.password: is needed for restPort");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private HttpClient Client(string? authorization, int? port = null, bool anyCertificate = false)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            anyCertificate || shown!.GetCertHashString(HashAlgorithmName.SHA256) == certificate.Fingerprint.Replace(":", "", StringComparison.Ordinal);
        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{port ?? server.Port}") };
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        clients.Add(client);
        return client;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? body = null, string kind = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, kind);
        return await client.SendAsync(request, Cancellation);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await SendAsync(Manager, HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await BodyAsync(answer);
    }

    private async Task<JsonElement> PostAsync(string body)
    {
        using var answer = await SendAsync(Manager, HttpMethod.Post, "/v1/settings", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await BodyAsync(answer);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return document.RootElement.Clone();
    }
}
