using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.DesiredState;

/// <summary>What is wanted, in force or refused, its history, and how somebody who was too late hears of it.</summary>
public sealed class HistoryTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.Parse("01900000-0000-7000-8000-000000000010");

    private static readonly Guid Meter = Guid.Parse("01900000-0000-7000-8000-000000000020");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wanted_waiting_in_force_and_refused_are_told_with_since_when_and_by_whom()
    {
        var (site, device, administrator) = await CommissionedAsync();
        (await StandingAsync(administrator, site)).GetProperty("state").GetString().ShouldBe("as-commissioned");
        await ReportAsync(device, Report(0, TimeProvider.System.GetUtcNow()));
        await ChangeAsync(administrator, site, """{"expectedVersion":0,"circuitLimitsA":{"01900000-0000-7000-8000-000000000010":60}}""");

        var waiting = await StandingAsync(administrator, site);
        waiting.GetProperty("state").GetString().ShouldBe("waiting");
        waiting.GetProperty("wanted").GetProperty("version").GetInt64().ShouldBe(1);
        waiting.GetProperty("wanted").GetProperty("by").GetString().ShouldNotBeNullOrEmpty();
        waiting.GetProperty("since").GetDateTimeOffset().ShouldBe(waiting.GetProperty("wanted").GetProperty("at").GetDateTimeOffset());

        var applied = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await ReportAsync(device, Report(1, applied));
        var inForce = await StandingAsync(administrator, site);
        inForce.GetProperty("state").GetString().ShouldBe("in-force");
        inForce.GetProperty("since").GetDateTimeOffset().ShouldBe(applied);

        await ChangeAsync(administrator, site, """{"circuitLimitsA":{"01900000-0000-7000-8000-000000000010":50}}""");
        var before = TimeProvider.System.GetUtcNow();
        await ReportAsync(device, Report(1, applied) with { Refused = new(2, "above-rating", Grid, "The limit of circuit 'Grid connection' is above its rating of 40 A.") });
        var refused = await StandingAsync(administrator, site);
        refused.GetProperty("state").GetString().ShouldBe("refused");
        refused.GetProperty("since").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(before.AddSeconds(-1));
        refused.GetProperty("reported").GetProperty("refused").GetProperty("code").GetString().ShouldBe("above-rating");
    }

    [Fact]
    public async Task A_history_is_read_in_pages_each_version_with_what_it_changed()
    {
        var (site, _, administrator) = await CommissionedAsync();
        foreach (var limitA in Enumerable.Range(1, 5))
            await ChangeAsync(administrator, site, $$$"""{"circuitLimitsA":{"{{{Grid}}}":{{{limitA}}}}}""");

        var first = await administrator.GetFromJsonAsync<JsonElement>(At(site, "/versions?limit=3"), Cancel);
        var second = await administrator.GetFromJsonAsync<JsonElement>(At(site, $"/versions?limit=3&before={first.GetProperty("next").GetInt64()}"), Cancel);

        Versions(first).ShouldBe([5, 4, 3]);
        Versions(second).ShouldBe([2, 1]);
        second.TryGetProperty("next", out _).ShouldBeFalse();
        var last = first.GetProperty("versions")[2].GetProperty("changes")[0];
        (last.GetProperty("path").GetString(), last.GetProperty("before").GetDouble(), last.GetProperty("after").GetDouble()).ShouldBe(($"circuits.{Grid}.limitA", 2, 3));
        second.GetProperty("versions")[1].GetProperty("changes")[0].TryGetProperty("before", out _).ShouldBeFalse();
        using var tooMany = await administrator.GetAsync(At(site, "/versions?limit=101"), Cancel);
        tooMany.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var one = await administrator.GetFromJsonAsync<JsonElement>(At(site, "/versions/2"), Cancel);
        one.GetProperty("document").GetProperty("circuits").GetProperty(Grid.ToString()).GetProperty("limitA").GetDouble().ShouldBe(2);
        var difference = await administrator.GetFromJsonAsync<JsonElement>(At(site, "/difference?from=5&to=0"), Cancel);
        difference.GetProperty("changes")[0].GetProperty("before").GetDouble().ShouldBe(5);
        using var unknown = await administrator.GetAsync(At(site, "/difference?from=5&to=6"), Cancel);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_was_too_late_hears_what_the_other_changed()
    {
        var (site, _, administrator) = await CommissionedAsync();
        await ChangeAsync(administrator, site, """{"expectedVersion":0,"circuitLimitsA":{"01900000-0000-7000-8000-000000000010":60}}""");

        using var late = await administrator.PatchAsync(At(site, ""), Json("""{"expectedVersion":0,"circuitLimitsA":{"01900000-0000-7000-8000-000000000010":50}}"""), Cancel);

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = await late.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        (problem.GetProperty("code").GetString(), problem.GetProperty("version").GetInt64()).ShouldBe(("version-conflict", 1));
        var part = problem.GetProperty("difference")[0];
        (part.GetProperty("path").GetString(), part.GetProperty("after").GetDouble()).ShouldBe(($"circuits.{Grid}.limitA", 60));
    }

    [Fact]
    public async Task Windows_mode_tariff_and_cap_are_changed_in_words_of_their_own_and_restored()
    {
        var (site, device, administrator) = await CommissionedAsync();
        await ReportAsync(device, Report(0, TimeProvider.System.GetUtcNow()));
        await ChangeAsync(administrator, site, """
            {"calendars":{"01900000-0000-7000-8000-000000000010":{"weekly":[{"days":["monday"],"from":"22:00","until":"06:00","limitA":16}],
            "exceptions":[{"from":"2026-12-24","until":"2026-12-26","windows":[]}]}},
            "mode":"fair","tariff":{"lowTariff":[{"days":["sunday"],"from":"00:00","until":"00:00"}]},"grid":{"peakCapW":40000}}
            """);
        await ChangeAsync(administrator, site, """{"calendars":{"01900000-0000-7000-8000-000000000010":null},"mode":"priority","tariff":{"lowTariff":[]},"grid":{}}""");

        using var restored = await administrator.PostAsync(At(site, "/versions/1/restore"), Json("""{"expectedVersion":2}"""), Cancel);

        restored.StatusCode.ShouldBe(HttpStatusCode.OK, await restored.Content.ReadAsStringAsync(Cancel));
        var document = await restored.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        document.GetProperty("version").GetInt64().ShouldBe(3);
        document.GetProperty("calendars").GetProperty(Grid.ToString()).GetProperty("weekly")[0].GetProperty("from").GetString().ShouldBe("22:00");
        document.GetProperty("mode").GetString().ShouldBe("fair");
        using var again = await administrator.PostAsync(At(site, "/versions/1/restore"), Json("""{"expectedVersion":2}"""), Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Restored_is_what_still_stands_at_the_site()
    {
        var (site, device, administrator) = await CommissionedAsync();
        var station = Guid.CreateVersion7();
        await CommissionAsync(device, new StationModel(station, "A1", Grid, "keba-p30", false, 3, "123", 6, 32, 0));
        await ReportAsync(device, Report(0, TimeProvider.System.GetUtcNow()));
        await ChangeAsync(administrator, site, $$$"""
            {"circuitLimitsA":{"{{{Grid}}}":60},"stationLimitsA":{"{{{station}}}":16},
            "calendars":{"{{{station}}}":{"weekly":[{"days":["monday"],"from":"22:00","until":"06:00","limitA":16}]} } }
            """);
        await ChangeAsync(administrator, site, $$$"""{"circuitLimitsA":{"{{{Grid}}}":50}}""");
        await CommissionAsync(device);

        using var restored = await administrator.PostAsync(At(site, "/versions/1/restore"), Json("""{"expectedVersion":2}"""), Cancel);

        restored.StatusCode.ShouldBe(HttpStatusCode.OK, await restored.Content.ReadAsStringAsync(Cancel));
        var document = await restored.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        document.GetProperty("circuits").GetProperty(Grid.ToString()).GetProperty("limitA").GetDouble().ShouldBe(60);
        document.GetProperty("stations").EnumerateObject().ShouldBeEmpty();
        document.TryGetProperty("calendars", out _).ShouldBeFalse();
        document.TryGetProperty("timeZone", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"calendars":{"01900000-0000-7000-8000-000000000010":{"weekly":[{"days":["monday"],"from":"25:00","until":"06:00","limitA":16}]}}}""", "from")]
    [InlineData("""{"calendars":{"01900000-0000-7000-8000-000000000010":{"weekly":[{"days":["someday"],"from":"22:00","until":"06:00","limitA":16}]}}}""", "days")]
    [InlineData("""{"calendars":{"01900000-0000-7000-8000-000000000010":{"weekly":[{"days":["monday"],"from":"22:00","until":"06:00","limitA":81}]}}}""", "above-rating")]
    [InlineData("""{"calendars":{"01900000-0000-7000-8000-000000000010":{"weekly":[{"days":["monday"],"from":"22:00","until":"06:00"}]}}}""", "weekly")]
    [InlineData("""{"mode":"wild"}""", "mode")]
    public async Task What_no_device_would_take_is_400_with_its_field(string body, string named)
    {
        var (site, device, administrator) = await CommissionedAsync();
        await ReportAsync(device, Report(0, TimeProvider.System.GetUtcNow()));

        using var answer = await administrator.PatchAsync(At(site, ""), Json(body), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(named);
    }

    private async Task<(ServedSite Site, HttpClient Device, HttpClient Administrator)> CommissionedAsync()
    {
        var site = await server.NewSiteAsync();
        var device = await server.DeviceAsync(site, new() { Circuits = [new(Grid, "Grid connection", null, 80, Meter)], Meters = [new(Meter, "Grid", MeterKind.Grid)], Stations = [] });
        return (site, device, await server.PersonAsync(site.OrganisationId, Role.Administrator));
    }

    private static async Task CommissionAsync(HttpClient device, params StationModel[] stations)
    {
        var model = new SiteModel { Circuits = [new(Grid, "Grid connection", null, 80, Meter)], Meters = [new(Meter, "Grid", MeterKind.Grid)], Stations = stations };
        using var answer = await device.PutAsync(new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(model, ContractsJson.Default.SiteModel), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static ReportedState Report(long version, DateTimeOffset at) =>
        new(version, at, null, new Dictionary<Guid, double> { [Grid] = 80 }, new Dictionary<Guid, double>(), "1.0") { Features = DeviceFeature.All };

    private static async Task ReportAsync(HttpClient device, ReportedState report)
    {
        using var answer = await device.PostAsync(new Uri("/api/v1/device/reported-state", UriKind.Relative), JsonContent.Create(report, ContractsJson.Default.ReportedState), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task ChangeAsync(HttpClient by, ServedSite site, string body)
    {
        using var answer = await by.PatchAsync(At(site, ""), Json(body), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static Task<JsonElement> StandingAsync(HttpClient by, ServedSite site) => by.GetFromJsonAsync<JsonElement>(At(site, ""), Cancel);

    private static List<long> Versions(JsonElement page) => [.. page.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetInt64())];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Uri At(ServedSite site, string path) => new($"/api/v1/sites/{site.SiteId}/desired-state{path}", UriKind.Relative);
}
