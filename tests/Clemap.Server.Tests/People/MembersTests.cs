using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.People;

public sealed class MembersTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_change_and_end_with_an_entry_of_who_did_it_and_the_last_owner_stays()
    {
        var site = await server.NewSiteAsync();
        var (anna, berta) = (await MemberAsync(site.OrganisationId, Role.Owner), await MemberAsync(site.OrganisationId, Role.Electrician));
        using var owner = await SignedInAsync(anna);

        (await SetAsync(owner, berta.Id, Role.Administrator, Role.EnergySupplier)).ShouldBe((HttpStatusCode.NoContent, null));
        (await RolesAsync(owner, berta.Id)).ShouldBe([Role.Administrator, Role.EnergySupplier]);
        (await SetAsync(owner, berta.Id, "king")).ShouldBe((HttpStatusCode.BadRequest, "invalid"));
        (await SetAsync(owner, anna.Id, Role.Administrator)).ShouldBe((HttpStatusCode.Conflict, "last-owner"));
        (await SetAsync(owner, anna.Id)).ShouldBe((HttpStatusCode.Conflict, "last-owner"));
        (await SetAsync(owner, berta.Id)).ShouldBe((HttpStatusCode.NoContent, null));
        (await SetAsync(owner, berta.Id)).ShouldBe((HttpStatusCode.NotFound, "not-found"));

        var entries = await AuditAsync(site.OrganisationId, berta.Id);
        entries.ShouldBe([("member.roles-changed", anna.Id), ("member.removed", anna.Id)]);
    }

    [Fact]
    public async Task Roles_at_sites_replace_those_before_and_act_on_tokens_within_a_minute()
    {
        var home = await server.NewSiteAsync();
        var other = await server.AddSiteAsync(home, "Neighbour");
        var foreign = await server.NewSiteAsync("Foreign");
        var (anna, berta) = (await MemberAsync(home.OrganisationId, Role.Owner), await MemberAsync(home.OrganisationId, Role.Electrician));
        using var owner = await SignedInAsync(anna);
        using var before = await SignedInAsync(berta);
        (await SitesAsync(before)).ShouldBe(2);

        (await SetAtSitesAsync(owner, berta.Id, (foreign.SiteId, Role.Electrician))).ShouldBe((HttpStatusCode.BadRequest, "invalid"));
        (await SetAtSitesAsync(owner, berta.Id, (home.SiteId, Role.Owner))).ShouldBe((HttpStatusCode.BadRequest, "invalid"));
        (await SetAtSitesAsync(owner, berta.Id, (other.SiteId, Role.Administrator))).ShouldBe((HttpStatusCode.NoContent, null));
        using var after = await SignedInAsync(berta);
        (await SitesAsync(after)).ShouldBe(1);
        var changed = await after.PatchAsJsonAsync(new Uri($"/api/v1/sites/{other.SiteId}", UriKind.Relative), new { name = "Hers" }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);

        // The token from before says more than she is now.
        var until = TimeProvider.System.GetTimestamp();
        while (await SitesAsync(before) is not null)
        {
            TimeProvider.System.GetElapsedTime(until).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(500, Cancel);
        }

        (await SetAtSitesAsync(owner, berta.Id)).ShouldBe((HttpStatusCode.NoContent, null));
        (await SetAtSitesAsync(owner, berta.Id)).ShouldBe((HttpStatusCode.NotFound, "not-found"));
        (await AuditAsync(home.OrganisationId, berta.Id)).ShouldBe([("member.roles-changed", anna.Id), ("access.refused", berta.Id), ("member.removed", anna.Id)]);
    }

    [Fact]
    public async Task A_role_at_no_site_at_all_is_refused()
    {
        var site = await server.NewSiteAsync();
        var (anna, berta) = (await MemberAsync(site.OrganisationId, Role.Owner), await MemberAsync(site.OrganisationId, Role.Electrician));
        using var owner = await SignedInAsync(anna);
        using var body = new StringContent("""{"roles":[],"siteRoles":[null]}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await owner.PutAsync(new Uri($"/api/v1/people/{berta.Id}/roles", UriKind.Relative), body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("\"siteRoles\":[\"unknown\"]");
    }

    [Fact]
    public async Task An_administrator_neither_makes_nor_unmakes_an_owner()
    {
        var site = await server.NewSiteAsync();
        var (anna, berta) = (await MemberAsync(site.OrganisationId, Role.Owner), await MemberAsync(site.OrganisationId, Role.Administrator));
        using var administrator = await SignedInAsync(berta);

        (await SetAsync(administrator, berta.Id, Role.Administrator, Role.Owner)).ShouldBe((HttpStatusCode.Forbidden, "owners-only"));
        (await SetAsync(administrator, anna.Id)).ShouldBe((HttpStatusCode.Forbidden, "owners-only"));
        (await RolesAsync(administrator, anna.Id)).ShouldBe([Role.Owner]);
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        for (int round = 0; round < 5; round++)
        {
            var site = await server.NewSiteAsync();
            var (anna, berta) = (await MemberAsync(site.OrganisationId, Role.Owner), await MemberAsync(site.OrganisationId, Role.Owner));
            using var first = await SignedInAsync(anna);
            using var second = await SignedInAsync(berta);

            var done = await Task.WhenAll(SetAsync(first, berta.Id), SetAsync(second, anna.Id));

            done.Count(answer => answer.Status == HttpStatusCode.NoContent).ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_person_of_another_organisation_is_as_unknown_as_nobody()
    {
        var (here, there) = (await server.NewSiteAsync(), await server.NewSiteAsync("Neighbour"));
        var (anna, stranger) = (await MemberAsync(here.OrganisationId, Role.Owner), await MemberAsync(there.OrganisationId, Role.Electrician));
        using var owner = await SignedInAsync(anna);

        (await SetAsync(owner, stranger.Id, Role.Owner)).ShouldBe((HttpStatusCode.NotFound, "not-found"));
        (await SetAsync(owner, Guid.CreateVersion7(), Role.Owner)).ShouldBe((HttpStatusCode.NotFound, "not-found"));
        var people = await owner.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/people", UriKind.Relative), Cancel);
        people!.Select(person => (Guid)person!["personId"]!).ShouldBe([anna.Id]);
    }

    private async Task<(Guid Id, string Email)> MemberAsync(Guid organisationId, string role)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using var scope = server.Services.CreateOrganisationScope(organisationId);
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, role, Cancel);
        return (id, email);
    }

    private async Task<HttpClient> SignedInAsync((Guid Id, string Email) person) =>
        server.Bearer(await Testing.SignIn.CodeFlow.AccessTokenAsync(server.Address, person.Email, ServerFixture.Password, Cancel));

    private static async Task<(HttpStatusCode Status, string? Code)> SetAsync(HttpClient by, Guid personId, params string[] roles)
    {
        using var answer = await by.PutAsJsonAsync(new Uri($"/api/v1/people/{personId}/roles", UriKind.Relative), new { roles }, Cancel);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["code"]);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> SetAtSitesAsync(HttpClient by, Guid personId, params (Guid Site, string Role)[] roles)
    {
        var body = new { roles = Array.Empty<string>(), siteRoles = roles.Select(role => new { siteId = role.Site, role = role.Role }) };
        using var answer = await by.PutAsJsonAsync(new Uri($"/api/v1/people/{personId}/roles", UriKind.Relative), body, Cancel);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["code"]);
    }

    /// <returns>How many sites the token shows; <see langword="null"/> when it may see none.</returns>
    private static async Task<int?> SitesAsync(HttpClient by)
    {
        using var answer = await by.GetAsync(new Uri("/api/v1/sites", UriKind.Relative), Cancel);
        if (answer.StatusCode == HttpStatusCode.Forbidden)
            return null;
        return (await answer.Content.ReadFromJsonAsync<JsonArray>(Cancel))!.Count;
    }

    private static async Task<string[]> RolesAsync(HttpClient by, Guid personId)
    {
        var people = await by.GetFromJsonAsync<JsonArray>(new Uri("/api/v1/people", UriKind.Relative), Cancel);
        return [.. people!.Single(person => (Guid)person!["personId"]! == personId)!["roles"]!.AsArray().Select(role => (string)role!)];
    }

    private async Task<List<(string Action, Guid Actor)>> AuditAsync(Guid organisationId, Guid subjectId)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var command = new NpgsqlCommand(
            "select set_config('app.organisation_id', $1, false), set_config('app.site_ids', '*', false); ", connection)
        { Parameters = { new() { Value = organisationId.ToString() } } };
        await command.ExecuteNonQueryAsync(Cancel);
        await using var query = new NpgsqlCommand("select action, actor_id from platform.audit where subject_id = $1 order by id", connection)
        {
            Parameters = { new() { Value = subjectId } },
        };
        await using var reader = await query.ExecuteReaderAsync(Cancel);
        var entries = new List<(string, Guid)>();
        while (await reader.ReadAsync(Cancel))
            entries.Add((reader.GetString(0), reader.GetGuid(1)));
        return entries;
    }
}
