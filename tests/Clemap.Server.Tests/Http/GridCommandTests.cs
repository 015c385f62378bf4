using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.GridCommands;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http;

/// <summary>Load reduction over HTTP: commanded by a supplier or its program, told on the device's stream, its effect seen by who commanded it.</summary>
public sealed class GridCommandTests(ServerFixture server)
{
    private static readonly Guid Grid = Guid.CreateVersion7();

    private static readonly SiteModel Model = new()
    {
        Circuits = [new(Grid, "Grid connection", null, 80)],
        Meters = [],
        Stations = [new(Guid.CreateVersion7(), "A1", Grid, "keba-p30", false, 3, "123", 6, 16, 6)],
    };

    private static readonly DateTimeOffset Until = TimeProvider.System.GetUtcNow().AddHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_command_is_on_the_stream_at_once_and_its_effect_is_seen_and_it_is_taken_back(bool isPerson)
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var supplier = isPerson
            ? await server.PersonAtSitesAsync(site.OrganisationId, new SiteRole(site.SiteId, Role.EnergySupplier))
            : await server.ClientAsync(site.OrganisationId, ApiScope.ReduceLoad);
        using var stream = await EventStream.OpenAsync(device, null, Cancel);
        (await stream.NextAsync("grid-commands", Cancel)).ShouldBe(("", """{"gridCommands":[]}"""));

        using var given = await GiveAsync(supplier, site, "a-key");
        given.StatusCode.ShouldBe(HttpStatusCode.Created, await given.Content.ReadAsStringAsync(Cancel));
        var id = (await given.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        var told = JsonSerializer.Deserialize((await stream.NextAsync("grid-commands", Cancel)).Data, ContractsJson.Default.GridCommandList)!.GridCommands.ShouldHaveSingleItem();
        (told.LimitW, told.Scope, told.CircuitId, told.ReturnWithinS).ShouldBe((4_200, "charging", null, 300));
        using var again = await GiveAsync(supplier, site, "a-key");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var report = await device.PostAsJsonAsync(
            Path("device/grid-state"),
            new GridReport([new(told.Id, "in-force", told.From)], [new(Guid.CreateVersion7(), "command", told.From, told.Id, null, 11_040, 4_100)]),
            ContractsJson.Default.GridReport, Cancel);
        report.StatusCode.ShouldBe(HttpStatusCode.NoContent, await report.Content.ReadAsStringAsync(Cancel));
        var target = (await supplier.GetFromJsonAsync<JsonElement>(Path($"grid/commands/{id}"), Cancel)).GetProperty("targets")[0];
        target.GetProperty("state").GetString().ShouldBe("in-force");
        target.GetProperty("effect").GetProperty("chargingDuringW").GetDouble().ShouldBe(4_100);

        using var cancelled = await supplier.DeleteAsync(Path($"grid/commands/{id}"), Cancel);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonSerializer.Deserialize((await stream.NextAsync("grid-commands", Cancel)).Data, ContractsJson.Default.GridCommandList)!
            .GridCommands.ShouldHaveSingleItem().CancelledAt.ShouldNotBeNull();
        (await supplier.GetFromJsonAsync<JsonElement>(Path("grid/commands"), Cancel)).GetProperty("commands").GetArrayLength().ShouldBe(1);
        (await supplier.GetFromJsonAsync<JsonElement>(Path("grid/targets"), Cancel))[0].GetProperty("siteId").GetGuid().ShouldBe(site.SiteId);
    }

    [Fact]
    public async Task A_suppliers_program_does_not_take_back_another_suppliers_command_and_neither_do_the_sites_own_administrators()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var one = await server.ClientAsync(site.OrganisationId, ApiScope.ReduceLoad);
        using var other = await server.ClientAsync(site.OrganisationId, ApiScope.ReduceLoad);
        using var atTheSite = await server.PersonAtSitesAsync(site.OrganisationId, new SiteRole(site.SiteId, Role.Administrator));
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        using var supplier = await server.PersonAsync(site.OrganisationId, Role.EnergySupplier);
        using var given = await GiveAsync(one, site, null);
        var id = (await given.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();

        foreach (var caller in new[] { other, atTheSite, administrator, supplier })
        {
            using var refused = await caller.DeleteAsync(Path($"grid/commands/{id}"), Cancel);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("anothers");
            var seen = await caller.GetFromJsonAsync<JsonElement>(Path($"grid/commands/{id}"), Cancel);
            seen.GetProperty("mayCancel").GetBoolean().ShouldBeFalse();
            seen.GetProperty("targets")[0].TryGetProperty("cancelledAt", out _).ShouldBeFalse();
        }

        using var cancelled = await one.DeleteAsync(Path($"grid/commands/{id}"), Cancel);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_sees_the_site_fetches_its_restrictions()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        var began = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        using var report = await device.PostAsJsonAsync(
            Path("device/grid-state"), new GridReport([], [new(Guid.CreateVersion7(), "ripple", began, null, began.AddHours(1))]), ContractsJson.Default.GridReport, Cancel);
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);

        (await owner.GetFromJsonAsync<JsonElement>(Path($"sites/{site.SiteId}/restrictions"), Cancel)).GetProperty("restrictions")[0].GetProperty("kind").GetString().ShouldBe("ripple");
        using var csv = await owner.GetAsync(Path($"sites/{site.SiteId}/restrictions.csv"), Cancel);
        csv.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        (await csv.Content.ReadAsStringAsync(Cancel)).ShouldContain("2026-01-01T13:00:00+01:00,2026-01-01T14:00:00+01:00,ripple,");
        using var wrong = await owner.GetAsync(Path($"sites/{site.SiteId}/restrictions?limit=201"), Cancel);
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Who_cannot_hold_a_stream_gets_commands_beside_the_newest_version()
    {
        var site = await server.NewSiteAsync();
        using var device = await server.DeviceAsync(site, Model);
        using var supplier = await server.PersonAsync(site.OrganisationId, Role.EnergySupplier);
        using var given = await GiveAsync(supplier, site, null);
        given.EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("device/desired-state"));
        request.Headers.Add("Accept", "application/json");
        using var answer = await device.SendAsync(request, Cancel);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("gridCommands")[0].GetProperty("limitW").GetDouble().ShouldBe(4_200);
    }

    private static Uri Path(string path) => new($"/api/v1/{path}", UriKind.Relative);

    private static async Task<HttpResponseMessage> GiveAsync(HttpClient supplier, ServedSite site, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("grid/commands"))
        {
            Content = JsonContent.Create(new
            {
                targets = new { siteIds = new[] { site.SiteId } },
                limitW = 4_200,
                until = Until,
                reason = "Evening peak",
            }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await supplier.SendAsync(request, Cancel);
    }
}
