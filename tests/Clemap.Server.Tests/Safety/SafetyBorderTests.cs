using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Server.Http.Api;
using Clemap.Server.Tests.Http;
using Clemap.Testing;

namespace Clemap.Server.Tests.Safety;

/// <summary>
/// What the electrician commissioned (ratings, wiring, fallbacks) comes from the device alone. Every call of the API is made here with every number in it too high, by everybody who may sign in:
/// the model stays as it is, byte by byte, and nothing is wanted above it. Pages change through the same services.
/// </summary>
public sealed partial class SafetyBorderTests(ServerFixture server)
{
    private const double RatingA = 63;
    private static readonly Guid Root = Guid.CreateVersion7();
    private static readonly Guid Feeder = Guid.CreateVersion7();
    private static readonly Guid Station = Guid.CreateVersion7();
    private static readonly Guid Grid = Guid.CreateVersion7();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    [InlineData(Role.EnergySupplier)]
    [InlineData(Role.Resident)]
    public async Task No_call_of_a_person_raises_what_was_commissioned(string role)
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Commissioned());
        using var person = await server.PersonAsync(site.OrganisationId, role);
        await CallAllAsync(person, site);
    }

    [Fact]
    public async Task No_call_of_an_api_client_with_all_scopes_raises_what_was_commissioned()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Commissioned());
        using var client = await server.ClientAsync(site.OrganisationId, [.. ApiScope.All]);
        await CallAllAsync(client, site);
    }

    [Fact]
    public async Task No_call_of_another_device_raises_what_was_commissioned()
    {
        var site = await server.NewSiteAsync();
        var neighbour = await server.AddSiteAsync(site, "Neighbour");
        using var device = await server.DeviceAsync(site, Commissioned());
        using var other = await server.DeviceAsync(neighbour, Commissioned());
        await CallAllAsync(other, site);
    }

    public static TheoryData<string> Raised =>
    [
        $$"""{"circuitLimitsA":{"{{Root}}":64} }""",
        $$"""{"circuitLimitsA":{"{{Feeder}}":40.001} }""",
        $$"""{"stationLimitsA":{"{{Station}}":17} }""",
        $$"""{"circuitLimitsA":{"{{Feeder}}":10},"stationLimitsA":{"{{Station}}":16.5} }""",
        .. new[] { (Root, 64), (Feeder, 41), (Station, 17) }.SelectMany(subject => new[]
        {
            $$$"""{"calendars":{"{{{subject.Item1}}}":{"weekly":[{"days":["monday"],"from":"08:00","until":"12:00","limitA":{{{subject.Item2}}} }]}} }""",
            $$$"""{"calendars":{"{{{subject.Item1}}}":{"weekly":[],"exceptions":[{"from":"2026-12-24","until":"2026-12-26","windows":[{"from":"08:00","until":"12:00","limitA":{{{subject.Item2}}} }]}]}} }""",
        }),
    ];

    [Theory]
    [MemberData(nameof(Raised))]
    public async Task One_limit_above_its_own_rating_is_refused_and_the_rest_of_the_change_with_it(string body)
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Commissioned());
        using var person = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        using (var report = await device.PostAsync(new Uri("/api/v1/device/reported-state", UriKind.Relative), new StringContent(KnowsAll, Encoding.UTF8, "application/json"), Cancel))
            ((int)report.StatusCode).ShouldBe(204);
        using var answer = await person.PatchAsync(new Uri($"/api/v1/sites/{site.SiteId}/desired-state", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("above-rating", customMessage: body);
        (await SiteAsync(site))["desired"]!["version"]!.GetValue<long>().ShouldBe(0);
    }

    [Theory]
    [InlineData("63.001")]
    [InlineData("1e300")]
    [InlineData("1e999")]
    [InlineData("-1")]
    [InlineData("\"100\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("true")]
    [InlineData("[63]")]
    public async Task A_limit_that_is_none_is_refused_whole(string value)
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Commissioned());
        using var person = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        foreach (var body in new[] { $$"""{"circuitLimitsA":{"{{Feeder}}":10,"{{Root}}":{{value}} } }""", $$"""{"circuitLimitsA":{"{{Feeder}}":10},"stationLimitsA":{"{{Station}}":{{value}} } }""" })
        {
            using var answer = await person.PatchAsync(
                new Uri($"/api/v1/sites/{site.SiteId}/desired-state", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
            ((int)answer.StatusCode).ShouldBe(400, body);
        }

        (await SiteAsync(site))["desired"]!["version"]!.GetValue<long>().ShouldBe(0);
    }

    private async Task CallAllAsync(HttpClient caller, ServedSite site)
    {
        var before = (await SiteAsync(site))["model"]!.ToJsonString();
        // What the device itself commissions is its own; one that is retired leaves nothing to look at.
        foreach (var row in EndpointTable.Rows.Where(row => row.Route != "/api/v1/device/site-model" && !row.Route.EndsWith("/retire", StringComparison.Ordinal) && !row.Route.EndsWith("/stream", StringComparison.Ordinal) && !row.Route.EndsWith("device/desired-state", StringComparison.Ordinal)))
        {
            foreach (var number in new[] { RatingA + 1, 100_000 })
            {
                using var request = Request(row, site, number);
                using var answer = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
                ((int)answer.StatusCode).ShouldBeLessThan(500, $"{row.Method} {row.Route}");
            }
        }

        var after = await SiteAsync(site);
        after["model"]!.ToJsonString().ShouldBe(before);
        AmperesIn(after["desired"]!).ShouldAllBe(ampere => ampere <= RatingA);
        ((double?)after["desired"]!["stations"]?[Station.ToString()]?["limitA"] ?? 0).ShouldBeLessThanOrEqualTo(16);
    }

    /// <summary>The example of the call about this site's circuits and stations, with each number in it replaced.</summary>
    private static HttpRequestMessage Request(EndpointRow row, ServedSite site, double number)
    {
        var path = Placeholder.Replace(row.Route.Replace("{siteId}", site.SiteId.ToString(), StringComparison.Ordinal).Replace("{deviceId}", site.DeviceId.ToString(), StringComparison.Ordinal), Station.ToString());
        var request = new HttpRequestMessage(new(row.Method), new Uri(path + row.Query, UriKind.Relative));
        var body = row.Route.EndsWith("/desired-state", StringComparison.Ordinal)
            ? $$"""{"circuitLimitsA":{"{{Root}}":1,"{{Feeder}}":1},"stationLimitsA":{"{{Station}}":1} }"""
            : OperationFacts.Of(row.Method, row.Route)?.Example is { } example ? AnyId.Replace(example.ToJsonString(), Feeder.ToString()) : null;
        if (body is not null)
            request.Content = new StringContent(AnyNumber.Replace(body, number.ToString(CultureInfo.InvariantCulture)), Encoding.UTF8, "application/json");
        return request;
    }

    private static IEnumerable<double> AmperesIn(JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key.EndsWith('A') && field.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? [value.GetValue<double>()]
            : field.Value is null ? [] : AmperesIn(field.Value)),
        JsonArray items => items.SelectMany(item => AmperesIn(item!)),
        _ => [],
    };

    private async Task<JsonNode> SiteAsync(ServedSite site)
    {
        using var person = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        return (await person.GetFromJsonAsync<JsonNode>(new Uri($"/api/v1/sites/{site.SiteId}", UriKind.Relative), Cancel))!;
    }

    private static string KnowsAll =>
        """{"version":0,"appliedAt":"2026-11-29T00:00:00Z","circuitLimitsA":{},"stationLimitsA":{},"software":"test","features":["calendars","mode","tariff","peak-cap"]}""";

    private static SiteModel Commissioned() => new()
    {
        Circuits = [new CircuitModel(Root, "Main", null, RatingA, Grid), new CircuitModel(Feeder, "Garage", Root, 40)],
        Meters = [new MeterModel(Grid, "Grid", MeterKind.Grid)],
        Stations = [new StationModel(Station, "A1", Feeder, "keba-p30", false, 3, "123", 6, 16, 6)],
    };

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex AnyId { get; }

    [GeneratedRegex("(?<=[:\\[,])-?[0-9]+(?:\\.[0-9]+)?(?=[,}\\]])")]
    private static partial Regex AnyNumber { get; }
}
