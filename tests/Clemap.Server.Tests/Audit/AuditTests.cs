using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Audit;

public sealed class AuditTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_IsFoundByPersonActionTimeAndObject()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        var member = (await owner.GetFromJsonAsync<JsonElement>("/api/v1/people", Cancel))[0].GetProperty("personId").GetGuid();
        using var changed = await owner.PutAsJsonAsync($"/api/v1/people/{member}/roles", new { roles = new[] { Role.Owner, Role.Electrician } }, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var found = await FindAsync(owner, $"?who=a%20person&action={AuditAction.MemberRolesChanged}&what={member}&from=2020-01-01T00:00:00Z");
        var entry = found.ShouldHaveSingleItem();
        entry.GetProperty("actorId").GetGuid().ShouldBe(member);
        entry.GetProperty("actorName").GetString().ShouldBe("A Person");
        entry.GetProperty("before").GetString().ShouldBe("""["owner"]""");
        entry.GetProperty("after").GetString()!.Replace(" ", "", StringComparison.Ordinal).ShouldBe("""["owner","electrician"]""");
        entry.GetProperty("origin").GetString()!.ShouldContain("127.0.0.1");

        (await FindAsync(owner, "?who=somebody-else")).ShouldBeEmpty();
        (await FindAsync(owner, $"?action={AuditAction.MemberRemoved}")).ShouldBeEmpty();
        (await FindAsync(owner, "?to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        (await FindAsync(owner, $"?what={site.Serial}")).ShouldHaveSingleItem().GetProperty("action").GetString().ShouldBe(AuditAction.DeviceClaimed);
        (await FindAsync(owner, "?what=%25")).ShouldBeEmpty(); // a percent sign is one, not "anything"
    }

    [Fact]
    public async Task RefusedAccess_IsNotedOnceAnHour_WithWhatWasWanted()
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var electrician = await server.PersonAsync(site.OrganisationId, Role.Electrician);
        for (var turn = 0; turn < 3; turn++)
        {
            using var refused = await electrician.GetAsync(new Uri("/api/v1/audit", UriKind.Relative), Cancel);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        var entry = (await FindAsync(owner, $"?action={AuditAction.AccessRefused}")).ShouldHaveSingleItem();
        entry.GetProperty("after").GetString()!.ShouldContain("GET /api/v1/audit");
    }

    [Fact]
    public async Task Pages_FollowEachOther_AndTheCsvHasAll_AndIsItselfNoted()
    {
        var site = await server.NewSiteAsync(withLicence: false);
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        await using (var scope = server.Services.CreateOrganisationScope(site.OrganisationId))
        {
            for (var index = 0; index < 120; index++)
                await scope.ServiceProvider.GetRequiredService<IAuditWriter>().RecordAsync(AuditAction.SessionEnded, site.SiteId, null, Cancel);
        }

        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/audit{(next is null ? "" : "?before=" + next)}", Cancel);
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var id) ? id.GetString() : null;
        }
        while (next is not null);
        seen.Distinct().Count().ShouldBe(121);

        using var answer = await owner.GetAsync(new Uri("/api/v1/audit.csv", UriKind.Relative), Cancel);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + 122); // with the fetching itself
        (await FindAsync(owner, $"?action={AuditAction.AuditExported}")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("?action=x")]
    [InlineData("?who=%00")]
    [InlineData("?from=yesterday")]
    public async Task BadSearch_IsRefusedWithAProblem(string query)
    {
        var site = await server.NewSiteAsync();
        using var owner = await server.PersonAsync(site.OrganisationId, Role.Owner);
        using var answer = await owner.GetAsync(new Uri("/api/v1/audit" + query, UriKind.Relative), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public void Pruning_IsScheduledEachDay() =>
        server.Services.GetRequiredService<JobStorage>().GetConnection().GetRecurringJobs().ShouldContain(job => job.Id == "audit-pruning" && job.Cron == "20 2 * * *");

    private static async Task<List<JsonElement>> FindAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/audit" + query, Cancel)).GetProperty("entries").EnumerateArray()];
}
