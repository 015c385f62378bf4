using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Npgsql;

namespace Clemap.Server.Tests.Clients;

public sealed class ApiClientTests(ServerFixture server)
{
    private const string Clients = "/api/v1/clients";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_IsMade_SignsIn_IsSeenInUse_AndEnds()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var answer = await owner.PostAsJsonAsync(Clients, new { name = " Energy dashboard ", scopes = new[] { ApiScope.ReadSites }, validDays = 90 }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var (id, secret) = (made.GetProperty("clientId").GetGuid(), made.GetProperty("secret").GetString()!);
        (made.GetProperty("expiresAt").GetDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalDays.ShouldBeInRange(89.9, 90);

        var before = await OneAsync(owner);
        (before.GetProperty("name").GetString(), before.GetProperty("scopes")[0].GetString()).ShouldBe(("Energy dashboard", ApiScope.ReadSites));
        before.TryGetProperty("lastUsedAt", out _).ShouldBeFalse();
        before.ToString().ShouldNotContain(secret);

        using var client = server.Bearer(await ClientCredentials.AccessTokenAsync(server.Address, id, secret, Cancel));
        (await client.GetFromJsonAsync<JsonElement>("/api/v1/sites", Cancel))[0].GetProperty("id").GetGuid().ShouldBe(site.SiteId);
        var used = (await OneAsync(owner)).GetProperty("lastUsedAt").GetDateTimeOffset();
        (TimeProvider.System.GetUtcNow() - used).TotalSeconds.ShouldBeInRange(-1, 30);

        using var ended = await owner.DeleteAsync(new Uri($"{Clients}/{id}", UriKind.Relative), Cancel);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.GetFromJsonAsync<JsonElement>(Clients, Cancel)).GetArrayLength().ShouldBe(0);
        using var again = await ClientCredentials.AskAsync(server.Address, id, secret, Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var twice = await owner.DeleteAsync(new Uri($"{Clients}/{id}", UriKind.Relative), Cancel);
        twice.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await RefusedWithinAMinuteAsync(client);

        var entries = await AuditAsync(owner, id);
        entries.Select(entry => entry.GetProperty("action").GetString()).ShouldBe([AuditAction.ClientRefused, AuditAction.ClientEnded, AuditAction.ClientMade]);
        entries.ShouldAllBe(entry => entry.GetProperty("subjectName").GetString() == "Energy dashboard");
        entries[0].GetProperty("after").GetString()!.ShouldContain("ended");
        entries.ShouldAllBe(entry => !entry.ToString().Contains(secret));
    }

    [Fact]
    public async Task WithoutTheOption_NoClientIsMade_AndThoseThereGetNoToken()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var answer = await owner.PostAsJsonAsync(Clients, new { name = "Dashboard", scopes = new[] { ApiScope.ReadSites } }, Cancel);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var (id, secret) = (made.GetProperty("clientId").GetGuid(), made.GetProperty("secret").GetString()!);

        var licences = await owner.GetFromJsonAsync<JsonElement>("/api/v1/licences", Cancel);
        var licence = licences.GetProperty("licences")[0].GetProperty("id").GetGuid();
        using var taken = await owner.PostAsJsonAsync(new Uri($"/api/v1/licences/{licence}/unassign", UriKind.Relative), new { siteId = site.SiteId }, Cancel);
        taken.IsSuccessStatusCode.ShouldBeTrue(await taken.Content.ReadAsStringAsync(Cancel));

        using var refused = await ClientCredentials.AskAsync(server.Address, id, secret, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("error").GetString().ShouldBe("unauthorized_client");
        problem.GetProperty("error_description").GetString()!.ShouldContain("api-clients");
        using var second = await owner.PostAsJsonAsync(Clients, new { name = "Another", scopes = new[] { ApiScope.ReadSites } }, Cancel);
        second.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);

        // What is there can still be seen and ended.
        (await OneAsync(owner)).GetProperty("name").GetString().ShouldBe("Dashboard");
        using var ended = await owner.DeleteAsync(new Uri($"{Clients}/{id}", UriKind.Relative), Cancel);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Secret_IsReplacedWithoutAPause()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var first = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        using var old = server.Bearer(await ClientCredentials.AccessTokenAsync(server.Address, first.ClientId, first.Secret, Cancel));
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.OK);

        var added = await (await owner.PostAsJsonAsync($"{Clients}/{first.ClientId}/secrets", new { validDays = 1 }, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        var second = added.GetProperty("secret").GetString()!;
        using var third = await owner.PostAsJsonAsync($"{Clients}/{first.ClientId}/secrets", new { }, Cancel);
        third.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await third.Content.ReadAsStringAsync(Cancel)).ShouldContain("two-secrets");
        (await ClientCredentials.AccessTokenAsync(server.Address, first.ClientId, first.Secret, Cancel)).ShouldNotBeEmpty();
        using var renewed = server.Bearer(await ClientCredentials.AccessTokenAsync(server.Address, first.ClientId, second, Cancel));
        (await StatusAsync(renewed)).ShouldBe(HttpStatusCode.OK);

        using var revoked = await owner.DeleteAsync(new Uri($"{Clients}/{first.ClientId}/secrets/{first.SecretId}", UriKind.Relative), Cancel);
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var refused = await ClientCredentials.AskAsync(server.Address, first.ClientId, first.Secret, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await RefusedWithinAMinuteAsync(old);
        (await StatusAsync(renewed)).ShouldBe(HttpStatusCode.OK, "the other secret's tokens go on");

        (await AuditAsync(owner, first.ClientId)).Select(entry => entry.GetProperty("action").GetString()).ShouldBe(
            [AuditAction.ClientRefused, AuditAction.ClientSecretRevoked, AuditAction.ClientSecretAdded, AuditAction.ClientMade]);
    }

    [Fact]
    public async Task LastUse_IsWrittenAtMostOnceAMinute()
    {
        var site = await server.NewSiteAsync();
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.Migrator, Cancel);
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddYears(-4);
        (int Seconds, int Noted)[] uses = [(0, 0), (20, 0), (40, 0), (61, 61), (120, 61)];
        foreach (var (seconds, noted) in uses)
        {
            await using var use = new NpgsqlCommand("select organisation_id from platform.use_api_client($1, $2, $3)", connection)
            {
                Parameters = { new() { Value = client.ClientId }, new() { Value = client.SecretId }, new() { Value = start.AddSeconds(seconds) } },
            };
            (await use.ExecuteScalarAsync(Cancel)).ShouldBe(site.OrganisationId);
            await using var look = new NpgsqlCommand("select last_used_at from platform.api_client_secrets where id = $1", connection) { Parameters = { new() { Value = client.SecretId } } };
            ((DateTime)(await look.ExecuteScalarAsync(Cancel))!).ShouldBe(start.AddSeconds(noted).UtcDateTime);
        }
    }

    [Fact]
    public async Task NobodyGivesMoreThanHeHas_AndNobodyGetsASecretForIt()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        // An owner does not control load, an administrator exports no SDAT.
        (await MakeAsync(owner, ApiScope.ControlLoad)).ShouldBe((HttpStatusCode.Forbidden, "not-yours"));
        (await MakeAsync(administrator, ApiScope.ReadSites, ApiScope.ExportSdat)).ShouldBe((HttpStatusCode.Forbidden, "not-yours"));
        var theirs = await server.NewClientAsync(site.OrganisationId, ApiScope.ExportSdat);
        using var secret = await administrator.PostAsJsonAsync($"{Clients}/{theirs.ClientId}/secrets", new { }, Cancel);
        secret.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var revoke = await administrator.DeleteAsync(new Uri($"{Clients}/{theirs.ClientId}/secrets/{theirs.SecretId}", UriKind.Relative), Cancel);
        revoke.StatusCode.ShouldBe(HttpStatusCode.NoContent, "taking away raises nobody");
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["sites.read"]}""", "name")]
    [InlineData("""{"name":"a\u0000b","scopes":["sites.read"]}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["people.manage"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["api"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["sites.read"],"validDays":0}""", "validDays")]
    [InlineData("""{"name":"x","scopes":["sites.read"],"validDays":731}""", "validDays")]
    [InlineData("""{"scopes":["sites.read"]}""", "")]
    public async Task BadWish_IsRefusedWithTheField(string body, string field)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await owner.PostAsync(new Uri(Clients, UriKind.Relative), content, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
    }

    [Fact]
    public async Task ManySecretsAtOnce_AreNeverMoreThanTwo()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var client = await server.NewClientAsync(site.OrganisationId, ApiScope.ReadSites);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await owner.PostAsJsonAsync($"{Clients}/{client.ClientId}/secrets", new { }, Cancel);
            return answer.StatusCode;
        }));
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.Conflict).ShouldBe(5);
        (await OneAsync(owner)).GetProperty("secrets").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task WhatAClientChanges_StandsInTheAuditUnderItsName()
    {
        var site = await server.NewSiteAsync();
        using var administrator = await server.PersonAsync(site.OrganisationId, Role.Administrator);
        using var client = await server.ClientAsync(site.OrganisationId, ApiScope.ReadSites);
        using var refused = await client.GetAsync(new Uri("/api/v1/people", UriKind.Relative), Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var found = await administrator.GetFromJsonAsync<JsonElement>($"/api/v1/audit?who=program&action={AuditAction.AccessRefused}", Cancel);
        var entry = found.GetProperty("entries").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("actorName").GetString().ShouldBe("A program");
        entry.GetProperty("after").GetString()!.ShouldContain("GET /api/v1/people");
    }

    private static async Task<(HttpStatusCode Status, string? Code)> MakeAsync(HttpClient person, params string[] scopes)
    {
        using var answer = await person.PostAsJsonAsync(Clients, new { name = "x", scopes }, Cancel);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
    }

    private static async Task<JsonElement> OneAsync(HttpClient person)
    {
        var list = await person.GetFromJsonAsync<JsonElement>(Clients, Cancel);
        return list.EnumerateArray().ShouldHaveSingleItem();
    }

    private static async Task<List<JsonElement>> AuditAsync(HttpClient person, Guid client) =>
        [.. (await person.GetFromJsonAsync<JsonElement>($"/api/v1/audit?what={client}", Cancel)).GetProperty("entries").EnumerateArray()];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/api/v1/sites", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    // The node remembers for 20 s that it stood.
    private static async Task RefusedWithinAMinuteAsync(HttpClient client)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await StatusAsync(client) == HttpStatusCode.OK)
        {
            TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(60);
            await Task.Delay(500, Cancel);
        }

        (await StatusAsync(client)).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
