using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http;

/// <summary>Actions over HTTP: ordered by a person, told on the device's stream, reported by the device.</summary>
public sealed class ActionTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();
    private static readonly Guid Station = Guid.CreateVersion7();

    private static readonly SiteModel Model = new()
    {
        Circuits = [new(Grid, "Grid connection", null, 80)],
        Meters = [],
        Stations = [new(Station, "A1", Grid, "ocpp-generic", false, 3, "123", 6, 16, 6)],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    public async Task An_action_is_on_the_stream_within_a_second_without_an_id_and_its_end_is_seen_by_who_ordered_it(string role)
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var person = await server.PersonAsync(site.OrganisationId, role);
        using var stream = await EventStream.OpenAsync(device, null, Cancel);
        (await stream.NextAsync("actions", Cancel)).ShouldBe(("", """{"actions":[]}"""));

        using var ordered = await OrderAsync(person, site, """{"kind":"restart"}""", "a-key");
        ordered.StatusCode.ShouldBe(HttpStatusCode.Created, await ordered.Content.ReadAsStringAsync(Cancel));
        var action = await ordered.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var (id, data) = await stream.NextAsync("actions", Cancel);
        id.ShouldBe("");
        var told = JsonSerializer.Deserialize(data, ContractsJson.Default.ActionList)!.Actions.ShouldHaveSingleItem();
        (told.Id, told.Kind, told.StationId).ShouldBe((action.GetProperty("id").GetGuid(), "restart", Station));

        using var again = await OrderAsync(person, site, """{"kind":"restart"}""", "a-key");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid().ShouldBe(told.Id);

        using var report = await device.PostAsJsonAsync(
            Path("device/actions"), new ActionReports([new(told.Id, "failed", told.IssuedAt, "not-offered", "It cannot.")]), ContractsJson.Default.ActionReports, Cancel);
        report.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await stream.NextAsync("actions", Cancel)).Data.ShouldBe("""{"actions":[]}""");
        var seen = await person.GetFromJsonAsync<JsonElement>(Path($"actions/{told.Id}"), Cancel);
        (seen.GetProperty("state").GetString(), seen.GetProperty("code").GetString()).ShouldBe(("failed", "not-offered"));
        using var late = await person.DeleteAsync(Path($"actions/{told.Id}"), Cancel);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Who_cannot_hold_a_stream_gets_what_is_open_beside_the_newest_version()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var person = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        (await AskAsync(device)).ShouldBeNull();
        using var ordered = await OrderAsync(person, site, """{"kind":"lock"}""", null);

        var open = (await AskAsync(device))!.Value;
        open.GetProperty("version").GetInt64().ShouldBe(0);
        open.GetProperty("actions")[0].GetProperty("kind").GetString().ShouldBe("lock");
        using var cancelled = await person.DeleteAsync(Path($"actions/{open.GetProperty("actions")[0].GetProperty("id").GetGuid()}"), Cancel);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(device)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_with_blanks_and_a_page_of_nothing_are_refused()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var person = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        using var ordered = await OrderAsync(person, site, """{"kind":"lock"}""", "a key");
        ordered.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var page = await person.GetAsync(Path($"sites/{site.SiteId}/actions?limit=0"), Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static Uri Path(string path) => new($"/api/v1/{path}", UriKind.Relative);

    private static async Task<HttpResponseMessage> OrderAsync(HttpClient person, ServedSite site, string body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path($"sites/{site.SiteId}/actions"))
        {
            Content = new StringContent(body.Replace("}", $",\"stationId\":\"{Station}\"}}", StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json"),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await person.SendAsync(request, Cancel);
    }

    private static async Task<JsonElement?> AskAsync(HttpClient device)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("device/desired-state"));
        request.Headers.Add("Accept", "application/json");
        using var answer = await device.SendAsync(request, Cancel);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
