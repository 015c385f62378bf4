using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Npgsql;
using OpenIddict.Server;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Tokens;

/// <summary>An API client in the wrong hands, or somebody who would like to be one.</summary>
public sealed class ApiClientAttackTests(ServerFixture server)
{
    [Fact]
    public async Task A_secret_opens_its_own_client_only_and_only_whole()
    {
        var (site, neighbour) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var own = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        var other = await server.NewClientAsync(neighbour.OrganisationId, ApiScope.ReadSites);
        (await StatusAsync(own.ClientId, own.Secret)).ShouldBe(HttpStatusCode.OK);
        foreach (var (id, secret) in new[]
        {
            (other.ClientId, own.Secret),
            (own.ClientId, own.Secret[..^1]),
            (own.ClientId, own.Secret + " "),
            (own.ClientId, own.Secret.ToUpperInvariant()),
            (own.ClientId, own.SecretId.ToString()),
            (own.ClientId, "' or 1=1 --"),
            (own.ClientId, new string('a', 100_000)),
            (Guid.CreateVersion7(), own.Secret),
            (site.DeviceId, own.Secret),
        })
            (await StatusAsync(id, secret)).ShouldBe(HttpStatusCode.Unauthorized, $"{id} {secret[..Math.Min(60, secret.Length)]}");
        // Nothing at all is not a secret either.
        (await StatusAsync(own.ClientId, "")).ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_device_cannot_sign_in_with_a_secret_nor_a_client_of_people()
    {
        using var key = new DeviceKey();
        var site = await server.NewSiteAsync();
        (await server.DeviceWithAsync(site, key)).Dispose();
        (await StatusAsync(site.DeviceId, "a secret")).ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var client in new[] { ClemapSchemes.PortalClient, ClemapSchemes.CommandLineClient })
        {
            using var http = server.Anonymous();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = "x", ["scope"] = ApiScope.ReadSites });
            using var answer = await http.PostAsync(Local("/connect/token"), form, Cancel);
            answer.IsSuccessStatusCode.ShouldBeFalse(client);
        }
    }

    [Fact]
    public async Task An_expired_and_a_revoked_secret_are_refused_and_so_are_the_tokens_that_came_of_them()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var expired = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        var early = await ClientCredentials.AccessTokenAsync(server.Address, expired.ClientId, expired.Secret, Cancel);
        await using (var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel))
        await using (var age = new NpgsqlCommand("update platform.api_client_secrets set expires_at = now() - interval '1 second' where id = $1", connection) { Parameters = { new() { Value = expired.SecretId } } })
            (await age.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
        (await StatusAsync(expired.ClientId, expired.Secret)).ShouldBe(HttpStatusCode.Unauthorized);
        // Never used before, so that this node remembers nothing of it.
        (await CallAsync(early, "/api/v1/sites")).ShouldBe(HttpStatusCode.Unauthorized);

        var revoked = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        var token = await ClientCredentials.AccessTokenAsync(server.Address, revoked.ClientId, revoked.Secret, Cancel);
        using var gone = await owner.DeleteAsync(Local($"/api/v1/clients/{revoked.ClientId}/secrets/{revoked.SecretId}"), Cancel);
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StatusAsync(revoked.ClientId, revoked.Secret)).ShouldBe(HttpStatusCode.Unauthorized);
        (await CallAsync(token, "/api/v1/sites")).ShouldBe(HttpStatusCode.Unauthorized);

        // Each refusal is seen by the owner, once a minute whichever the number of tries.
        for (int i = 0; i < 3; i++)
            (await StatusAsync(revoked.ClientId, revoked.Secret)).ShouldBe(HttpStatusCode.Unauthorized);
        var audit = await owner.GetFromJsonAsync<JsonElement>("/api/v1/audit?action=client.refused", Cancel);
        audit.GetProperty("entries").EnumerateArray().Select(entry => (string)JsonNode.Parse(entry.GetProperty("after").GetString()!)!["reason"]!)
            .ShouldBe(["revoked-secret", "expired-secret"]);
    }

    [Theory]
    [InlineData("load.control")]
    [InlineData("sites.read load.control")]
    [InlineData("api")]
    [InlineData("sites.read api")]
    [InlineData("device")]
    [InlineData("sites.read offline_access")]
    [InlineData("people.manage")]
    public async Task It_cannot_ask_for_more_than_it_was_given(string scope)
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        using var answer = await ClientCredentials.AskAsync(server.Address, client.ClientId, client.Secret, Cancel, scope);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task It_gets_less_when_it_asks_for_less()
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites, ApiScope.ReadBilling);
        var token = await ClientCredentials.AccessTokenAsync(server.Address, client.ClientId, client.Secret, Cancel, ApiScope.ReadBilling);
        (await CallAsync(token, "/api/v1/sites")).ShouldBe(HttpStatusCode.Forbidden);
        (await CallAsync(token, $"/api/v1/sites/{site.SiteId}/billing-runs")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("org")]
    [InlineData("sub")]
    [InlineData(ClemapClaims.ClientSecret)]
    public async Task A_token_that_names_another_organisation_client_or_secret_is_refused_even_if_our_own_key_signed_it(string claim)
    {
        var (site, neighbour) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        var other = await server.NewClientAsync(neighbour.OrganisationId, ApiScope.ReadSites);
        var real = new JsonWebToken(await ClientCredentials.AccessTokenAsync(server.Address, client.ClientId, client.Secret, Cancel));
        var claims = JsonNode.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(real.EncodedPayload))!.AsObject();
        (await CallAsync(Signed(claims), "/api/v1/sites")).ShouldBe(HttpStatusCode.OK, "or the refusal proves nothing");
        claims[claim] = claim switch { "org" => neighbour.OrganisationId.ToString(), "sub" => other.ClientId.ToString(), _ => other.SecretId.ToString() };
        (await CallAsync(Signed(claims), "/api/v1/sites")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_role_in_its_token_gives_it_nothing()
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadBilling);
        var real = new JsonWebToken(await ClientCredentials.AccessTokenAsync(server.Address, client.ClientId, client.Secret, Cancel));
        var claims = JsonNode.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(real.EncodedPayload))!.AsObject();
        claims["role"] = Role.Owner;
        (await CallAsync(Signed(claims), "/api/v1/people")).ShouldBe(HttpStatusCode.Forbidden);
        (await CallAsync(Signed(claims), "/api/v1/sites")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task It_finds_no_way_to_people_audit_clients_or_devices_with_all_scopes_it_can_have()
    {
        var site = await server.NewSiteAsync();
        using var client = await server.ClientAsync(site.OrganisationId, [.. ApiScope.All]);
        using var sites = await client.GetAsync(Local("/api/v1/sites"), Cancel);
        sites.StatusCode.ShouldBe(HttpStatusCode.OK);
        (string Method, string Path, object? Body)[] calls =
        [
            ("GET", "/api/v1/people", null),
            ("PUT", $"/api/v1/people/{Guid.CreateVersion7()}/roles", new { roles = new[] { Role.Owner } }),
            ("POST", "/api/v1/invitations", new { email = "evil@evil.example", role = Role.Owner, language = "de" }),
            ("GET", "/api/v1/audit", null),
            ("GET", "/api/v1/audit.csv", null),
            ("GET", "/api/v1/clients", null),
            ("POST", "/api/v1/clients", new { name = "more", scopes = new[] { ApiScope.ReadSites } }),
            ("POST", $"/api/v1/devices/{site.DeviceId}/suspend", null),
            ("POST", "/api/v1/telemetry", new { }),
        ];
        foreach (var (method, path, body) in calls)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Local(path)) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await client.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }
        // Nor through the doors of people.
        foreach (var path in new[] { "/account", "/people", "/downloads/audit.csv", "/connect/authorize?client_id=clemap-portal" })
        {
            using var handler = new HttpClientHandler { AllowAutoRedirect = false };
            using var http = new HttpClient(handler) { BaseAddress = server.Address };
            http.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            using var answer = await http.GetAsync(Local(path), Cancel);
            answer.StatusCode.ShouldNotBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task The_secret_is_stored_nowhere_and_its_hash_is_not_the_one_of_a_neighbour()
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(
            """
            select count(*) from (
                select s::text as line from platform.api_client_secrets s union all select c::text from platform.api_clients c
                union all select a::text from platform.audit a union all select c::text from identity.clients c) rows
            where line like '%' || $1 || '%'
            """,
            connection)
        { Parameters = { new() { Value = client.Secret["clemap-secret-".Length..] } } };
        (await command.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
    }

    [Fact]
    public async Task Basic_authentication_works_too_and_with_a_wrong_secret_does_not()
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        foreach (var (secret, status) in new[] { (client.Secret, HttpStatusCode.OK), (client.Secret + "x", HttpStatusCode.Unauthorized) })
        {
            using var http = server.Anonymous();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client.ClientId}:{secret}")));
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials" });
            using var answer = await http.PostAsync(Local("/connect/token"), form, Cancel);
            answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    private string Signed(JsonObject claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        claims.ToJsonString(),
        server.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials[0],
        new Dictionary<string, object> { ["typ"] = "at+jwt" });

    private async Task<HttpStatusCode> StatusAsync(Guid client, string secret)
    {
        using var answer = await ClientCredentials.AskAsync(server.Address, client, secret, Cancel);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> CallAsync(string token, string path)
    {
        using var client = server.Bearer(token);
        using var answer = await client.GetAsync(Local(path), Cancel);
        return answer.StatusCode;
    }
}
