using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Fuzzing;

/// <summary>
/// Spoiled messages to every endpoint that reads one: the answer is a problem with a code, or the message was good after all; never a fault of the
/// server. The rounds are always the same; <c>./bench fuzz</c> goes on with others for as long as it is told.
/// </summary>
public sealed class FuzzTests(ServerFixture server)
{
    private const int Rounds = 250;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <summary>Set by <c>./bench fuzz</c>.</summary>
    private static readonly TimeSpan Longer = TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("CLEMAP_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? minutes : 0);

    public static TheoryData<string, string, string> FromDevices => new()
    {
        { "POST", "/api/v1/telemetry", "TelemetryBatch" },
        { "POST", "/api/v1/sessions", "SessionBatch" },
        { "POST", "/api/v1/device/reported-state", "ReportedState" },
        { "PUT", "/api/v1/device/site-model", "SiteModel" },
        { "POST", "/api/v1/device/key", "KeyChange" },
        { "POST", "/api/v1/device/enrol", "EnrolmentRequest" },
    };

    public static TheoryData<string, string, string> FromPeople => new()
    {
        { "PATCH", "/api/v1/sites/{site}/desired-state", """{"version":1,"circuitLimitsA":{"01900000-0000-7000-8000-000000000010":40},"stationPriorities":{"01900000-0000-7000-8000-000000000020":2}}""" },
        { "POST", "/api/v1/invitations", """{"email":"anna@guest.example","role":"electrician","language":"de"}""" },
        { "PUT", "/api/v1/people/{site}/roles", """{"roles":["electrician","administrator"]}""" },
        { "POST", "/api/v1/sites/{site}/billing-runs", """{"month":"2025-01"}""" },
    };

    public static TheoryData<string> Addresses =>
    [
        "/api/v1/sites/{site}/readings?sourceId=01900000-0000-7000-8000-000000000020&from=2026-01-01T00:00:00Z&to=2026-01-01T00:30:00Z",
        "/api/v1/sites/{site}/series?sourceId=01900000-0000-7000-8000-000000000020&from=2026-01-01T00:00:00Z&to=2026-01-01T00:30:00Z&resolution=PT15M",
        "/api/v1/sites/{site}/completeness?from=2026-01-01T00:00:00Z&to=2026-01-01T00:30:00Z",
        "/api/v1/sites/{site}/billing-runs?page=1&size=20",
        "/connect/authorize?client_id=clemap-portal&response_type=code&redirect_uri=http://127.0.0.1/&scope=openid&code_challenge=abc&code_challenge_method=S256",
        "/account/login?returnUrl=/people",
        "/culture?name=de-CH&returnUrl=/",
    ];

    [Theory, MemberData(nameof(FromDevices))]
    public async Task A_spoiled_message_of_a_device(string method, string path, string sample)
    {
        var message = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Samples", sample + ".json"), Cancel);
        using var device = await server.DeviceAsync(await server.NewSiteAsync());
        await SpoilAsync(device, method, path, message);
    }

    [Theory, MemberData(nameof(FromPeople))]
    public async Task A_spoiled_message_of_a_person(string method, string path, string message)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        await SpoilAsync(owner, method, path.Replace("{site}", site.SiteId.ToString(), StringComparison.Ordinal), message);
    }

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_spoiled_address(string address)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var whole = address.Replace("{site}", site.SiteId.ToString(), StringComparison.Ordinal);
        int question = whole.IndexOf('?', StringComparison.Ordinal) + 1;
        await RoundsAsync(async seed =>
        {
            var query = string.Concat(new Mutator(seed).SpoilText(whole[question..]).Select(letter => letter is '&' or '=' || char.IsAsciiLetterOrDigit(letter)
                ? letter.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"%{(int)letter:X2}")));
            using var request = new HttpRequestMessage(HttpMethod.Get, Local(whole[..question] + query));
            await AnsweredAsync(owner, request, seed, query);
        });
    }

    private static Task SpoilAsync(HttpClient client, string method, string path, string message) => RoundsAsync(async seed =>
    {
        var body = new Mutator(seed).Spoil(message);
        using var request = new HttpRequestMessage(new HttpMethod(method), Local(path)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        await AnsweredAsync(client, request, seed, Encoding.UTF8.GetString(body));
    });

    private static async Task RoundsAsync(Func<int, Task> round)
    {
        for (int seed = 0; seed < Rounds; seed++)
            await round(seed);
        if (Longer <= TimeSpan.Zero)
            return;
        var clock = Stopwatch.StartNew();
        for (int seed = Random.Shared.Next(); clock.Elapsed < Longer; seed = seed == int.MaxValue ? 0 : seed + 1)
            await round(seed);
    }

    private static async Task AnsweredAsync(HttpClient client, HttpRequestMessage request, int seed, string sent)
    {
        var clock = Stopwatch.StartNew();
        using var answer = await client.SendAsync(request, Cancel);
        var said = await answer.Content.ReadAsStringAsync(Cancel);
        string hint = $"Seed {seed}: {answer.StatusCode} {said}\n{sent}";
        ((int)answer.StatusCode).ShouldBeLessThan(500, hint);
        clock.Elapsed.ShouldBeLessThan(LongestAnswer, hint);
        bool api = request.RequestUri!.OriginalString.StartsWith("/api", StringComparison.Ordinal);
        if (!api || answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Unauthorized)
            return;
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", hint);
        JsonNode? problem = null;
        Should.NotThrow(() => problem = JsonNode.Parse(said), hint);
        (problem?["code"]?.GetValueKind()).ShouldBe(JsonValueKind.String, hint);
        // What was sent does not come back as it was: an answer that repeats it is a place to put things.
        said.ShouldNotContain("<script>", customMessage: hint);
    }
}
