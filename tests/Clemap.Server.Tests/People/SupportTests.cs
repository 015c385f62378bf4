using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Platform.Support;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.People;

/// <summary>Platform support: nothing by itself, what an organisation grants for as long as it grants it, and never more than that.</summary>
public sealed class SupportTests(ServerFixture server)
{
    private static readonly Uri Sites = new("/api/v1/sites", UriKind.Relative);
    private static readonly Uri Access = new("/api/v1/support-access", UriKind.Relative);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Support_SeesNoOrganisation_ThenReadsWhereItIsLetIn_AndIsOutWithinAMinuteOfTheEnd()
    {
        var home = await server.NewSiteAsync("Ahorn");
        await server.NewSiteAsync("Buche");
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        var email = await SupportPersonAsync();
        (await SignInErrorAsync(email, home.OrganisationId)).ShouldBe("access_denied");

        var access = await GrantAsync(owner, mayChange: false);
        using var support = await SignedInAsync(email, home.OrganisationId);
        var sites = await support.GetStringAsync(Sites, Cancel);
        sites.ShouldContain("Ahorn street");
        sites.ShouldNotContain("Buche");
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Patch, $"/api/v1/sites/{home.SiteId}"), (HttpMethod.Get, "/api/v1/people"), (HttpMethod.Post, "/api/v1/invitations"), (HttpMethod.Post, "/api/v1/support-access"),
            (HttpMethod.Post, $"/api/v1/devices/{home.DeviceId}/suspend"), (HttpMethod.Post, $"/api/v1/sites/{home.SiteId}/billing-runs"),
        })
        {
            (await SendAsync(support, method, path)).ShouldBe(HttpStatusCode.Forbidden, path);
        }

        (await SendAsync(owner, HttpMethod.Delete, $"/api/v1/support-access/{access}")).ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(owner, HttpMethod.Delete, $"/api/v1/support-access/{access}")).ShouldBe(HttpStatusCode.NotFound);
        await RefusedWithinAMinuteAsync(support);
        (await SignInErrorAsync(email, home.OrganisationId)).ShouldBe("access_denied");
        (await EntriesAsync(home)).Where(entry => entry.Action.StartsWith("support.", StringComparison.Ordinal)).Select(entry => entry.Action)
            .ShouldBe([AuditAction.SupportRevoked, AuditAction.SupportGranted]);
    }

    [Fact]
    public async Task Support_ThatMayChange_IsInTheAuditByName_AndItsTimeEndsByItself()
    {
        var home = await server.NewSiteAsync("Ahorn");
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        var email = await SupportPersonAsync();
        var access = await GrantAsync(owner, mayChange: true);
        using var support = await SignedInAsync(email, home.OrganisationId);
        using var changed = await support.PatchAsJsonAsync(new Uri($"/api/v1/sites/{home.SiteId}", UriKind.Relative), new { name = "Ahorn neu" }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(support, HttpMethod.Get, "/api/v1/people")).ShouldBe(HttpStatusCode.Forbidden);
        var entry = (await EntriesAsync(home)).Single(entry => entry.Action == AuditAction.SiteChanged);
        (entry.BySupport, entry.ActorName).ShouldBe((true, "Sandra Support"));
        (await EntriesAsync(home)).Where(own => own.Action == AuditAction.SupportGranted).ShouldAllBe(own => !own.BySupport);

        // As if the hour were over.
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var enter = new NpgsqlCommand($"select set_config('app.organisation_id', '{home.OrganisationId}', false), set_config('app.site_ids', '*', false)", connection);
        await enter.ExecuteNonQueryAsync(Cancel);
        await using var end = new NpgsqlCommand($"update platform.support_access set ends_at = now() where id = '{access}'", connection);
        (await end.ExecuteNonQueryAsync(Cancel)).ShouldBe(1);
        await RefusedWithinAMinuteAsync(support);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(721)]
    public async Task Access_OfAnImpossibleLength_IsRefused(int hours)
    {
        var home = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        using var answer = await owner.PostAsJsonAsync(Access, new { hours }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("\"hours\":[\"out-of-range\"]");
    }

    [Theory]
    [InlineData("select from platform.support_people")]
    [InlineData("insert into platform.support_people values (gen_random_uuid(), now())")]
    public async Task WhoIsSupport_NoOrganisationSaysOrSees(string sql)
    {
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task WhatSupportTriesAfterTheEnd_IsMarkedAsSupportsToo()
    {
        var home = await server.NewSiteAsync("Ahorn");
        using var owner = await server.PersonAsync(home.OrganisationId, Role.Owner);
        var email = await SupportPersonAsync();
        var access = await GrantAsync(owner, mayChange: false);
        using var support = await SignedInAsync(email, home.OrganisationId);
        (await SendAsync(support, HttpMethod.Get, "/api/v1/people")).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(owner, HttpMethod.Delete, $"/api/v1/support-access/{access}")).ShouldBe(HttpStatusCode.NoContent);
        await RefusedWithinAMinuteAsync(support);
        var refused = (await EntriesAsync(home)).Where(entry => entry.Action == AuditAction.AccessRefused).ToList();
        refused.Count.ShouldBe(2);
        refused.ShouldAllBe(entry => entry.BySupport && entry.ActorName == "Sandra Support");
    }

    [Fact]
    public async Task Support_SeesNoMailAddressInTheAudit_AndFindsNobodyByOne()
    {
        var home = await server.NewSiteAsync("Ahorn");
        var owners = $"{Guid.CreateVersion7():N}@clemap.example";
        await using (var scope = server.Services.CreateOrganisationScope(home.OrganisationId))
        {
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(owners, "Olga Owner", ServerFixture.Password, Cancel);
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(home.OrganisationId, id, Role.Owner, Cancel);
        }

        using var owner = await SignedInAsync(owners, home.OrganisationId);
        var email = await SupportPersonAsync();
        await GrantAsync(owner, mayChange: false);
        using var support = await SignedInAsync(email, home.OrganisationId);
        (await FoundAsync(owner, owners[..20])).ShouldBeGreaterThan(0);
        (await FoundAsync(support, "Olga")).ShouldBeGreaterThan(0);
        (await FoundAsync(support, owners[..20])).ShouldBe(0);

        using var invited = await owner.PostAsJsonAsync(
            new Uri("/api/v1/invitations", UriKind.Relative), new { email = "guest@ahorn.example", role = Role.Electrician, language = "de" }, Cancel);
        invited.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/api/v1/audit", "/api/v1/audit.csv" })
        {
            (await owner.GetStringAsync(new Uri(path, UriKind.Relative), Cancel)).ShouldContain("guest@ahorn.example");
            var seen = await support.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
            seen.ShouldContain(AuditAction.InvitationSent);
            seen.ShouldContain(Role.Electrician);
            seen.ShouldNotContain("guest@ahorn.example");
        }
    }

    private static async Task<int> FoundAsync(HttpClient by, string who) =>
        (await by.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/audit?who={who}", UriKind.Relative), Cancel)).GetProperty("entries").GetArrayLength();

    private async Task<string> SupportPersonAsync()
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using var scope = server.Services.CreateAsyncScope();
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "Sandra Support", ServerFixture.Password, Cancel);
        await server.Services.GetRequiredService<ISupportPeople>().SetAsync([id], Cancel);
        return email;
    }

    // Other tests let support in too, so that it says where it wants to go.
    private async Task<HttpClient> SignedInAsync(string email, Guid organisation)
    {
        var flow = new CodeFlow(server.Address) { Parameters = { [ClemapClaims.Organisation] = organisation.ToString() } };
        using var visitor = new Visitor(server.Address);
        return server.Bearer((await flow.RunAsync(visitor, email, ServerFixture.Password, Cancel)).GetProperty("access_token").GetString()!);
    }

    private async Task<string?> SignInErrorAsync(string email, Guid organisation)
    {
        using var visitor = new Visitor(server.Address);
        (await visitor.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        var flow = new CodeFlow(server.Address) { Parameters = { [ClemapClaims.Organisation] = organisation.ToString() } };
        return (await flow.AnswerAsync(visitor, flow.Address, Cancel))["error"];
    }

    private static async Task<Guid> GrantAsync(HttpClient owner, bool mayChange)
    {
        using var answer = await owner.PostAsJsonAsync(Access, new { hours = 1, mayChange }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get && method != HttpMethod.Delete)
            request.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task RefusedWithinAMinuteAsync(HttpClient support)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (await SendAsync(support, HttpMethod.Get, "/api/v1/sites") != HttpStatusCode.Forbidden)
        {
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(500, Cancel);
        }
    }

    private async Task<IReadOnlyList<AuditView>> EntriesAsync(ServedSite site)
    {
        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        return (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries;
    }
}
