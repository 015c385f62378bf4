using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clemap.Platform.Idempotency;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Npgsql;

namespace Clemap.Server.Tests.Http;

/// <summary>A POST that is sent again with its key is done once, also at the same moment, and never answers anybody else.</summary>
public sealed class IdempotencyKeyTests(ServerFixture server)
{
    private const string Clients = "/api/v1/clients";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_again_is_answered_as_the_first_was()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var first = await PostAsync(owner, "made-once", "Dashboard");
        using var again = await PostAsync(owner, "made-once", "Dashboard");

        again.StatusCode.ShouldBe(first.StatusCode);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync(Cancel)).ShouldBe(await first.Content.ReadAsStringAsync(Cancel));
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        again.Headers.Contains(IdempotencyMiddleware.Replayed).ShouldBeTrue();
        first.Headers.Contains(IdempotencyMiddleware.Replayed).ShouldBeFalse();
        (await CountAsync(owner)).ShouldBe(1);
        var secret = (await first.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("secret").GetString()!;
        Encoding.UTF8.GetString(await AnswerAsync(site.OrganisationId, "made-once")).ShouldNotContain(secret);
    }

    [Fact]
    public async Task At_the_same_moment_one_is_done_and_the_others_wait_or_hear_of_it()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(owner, "all-at-once", "Dashboard")));

        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.OK);
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || (answer.StatusCode == HttpStatusCode.Conflict && answer.Headers.RetryAfter != null));
        (await CountAsync(owner)).ShouldBe(1);
    }

    [Fact]
    public async Task A_key_is_its_caller_s_own_and_stands_for_one_request()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var other = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var first = await PostAsync(owner, "1", "Dashboard");
        using var others = await PostAsync(other, "1", "Another");
        others.StatusCode.ShouldBe(HttpStatusCode.OK);
        others.Headers.Contains(IdempotencyMiddleware.Replayed).ShouldBeFalse();

        using var different = await PostAsync(owner, "1", "Another");
        different.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await different.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").GetProperty(IdempotencyMiddleware.Header)[0].GetString().ShouldBe("taken");
        using var blank = await PostAsync(owner, "a key", "Another");
        blank.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await CountAsync(owner)).ShouldBe(2);
    }

    [Fact]
    public async Task What_was_refused_may_come_again_and_what_was_cut_off_is_not_done_twice()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var refused = await PostAsync(owner, "better-now", "");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var unreadable = Request("better-now");
        unreadable.Content = new StringContent("{", Encoding.UTF8, "application/json");
        using var notRead = await owner.SendAsync(unreadable, Cancel);
        notRead.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var better = await PostAsync(owner, "better-now", "Dashboard");
        better.StatusCode.ShouldBe(HttpStatusCode.OK);

        // As a server leaves it that was killed between what it did and what it would have said.
        await RunAsync(site.OrganisationId, "update platform.idempotency_key set answer = null");
        using var unknown = await PostAsync(owner, "better-now", "Dashboard");
        unknown.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await unknown.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString().ShouldBe("unfinished");
        (await CountAsync(owner)).ShouldBe(1);

        await RunAsync(site.OrganisationId, "update platform.idempotency_key set started_at = now() - interval '49 hours'");
        using var later = await PostAsync(owner, "better-now", "Dashboard");
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync(owner)).ShouldBe(2);
    }

    private static HttpRequestMessage Request(string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Clients);
        request.Headers.Add(IdempotencyMiddleware.Header, key);
        return request;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient person, string key, string name)
    {
        using var request = Request(key);
        request.Content = JsonContent.Create(new { name, scopes = new[] { ApiScope.ReadSites } });
        return await person.SendAsync(request, Cancel);
    }

    private static async Task<int> CountAsync(HttpClient person) => (await person.GetFromJsonAsync<JsonElement>(Clients, Cancel)).GetArrayLength();

    private async Task<byte[]> AnswerAsync(Guid organisation, string key) =>
        (byte[])(await RunAsync(organisation, $"select answer from platform.idempotency_key where key = '{key}'"))!;

    private async Task<object?> RunAsync(Guid organisation, string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var command = new NpgsqlCommand($"set app.organisation_id = '{organisation}'; set app.site_ids = '*'; {sql}", connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
