using System.Text.Json;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Tests.Alarms;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Telemetry.Tests.Webhooks;

public sealed class WebhookApiTests(TelemetryHost host)
{
    private static readonly Uri Somewhere = new("https://hooks.clemap.example/alarms");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_secret_is_shown_once_and_neither_listed_nor_audited_nor_in_the_database()
    {
        var site = await WebhookSite.NewAsync(host, Somewhere);
        using var person = site.Alarms.Site.Person(Role.Owner);
        var (_, list) = await WebhookSite.SendAsync(person, HttpMethod.Get, "");
        list.GetArrayLength().ShouldBe(1);
        list.ToString().ShouldNotContain(site.Secret);
        list.ToString().ShouldNotContain("secret", Case.Sensitive);
        var stored = await host.QueryAsync(site.OrganisationId, "select w::text from telemetry.webhook w union all select coalesce(a.after::text, '') from platform.audit a");
        stored.ShouldAllBe(row => !((string)row[0]!).Contains(site.Secret.Substring(6), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_change_is_in_the_audit_with_what_was_before()
    {
        var site = await WebhookSite.NewAsync(host, Somewhere, "clock-skew");
        (await site.CallAsync(HttpMethod.Put, "", new { url = "https://hooks.clemap.example/other", paused = true })).Status.ShouldBe(200);
        (await site.CallAsync(HttpMethod.Post, "/secret")).Status.ShouldBe(200);
        (await site.CallAsync(HttpMethod.Delete, "")).Status.ShouldBe(204);
        (await site.CallAsync(HttpMethod.Delete, "")).Status.ShouldBe(404);

        var audit = await host.QueryAsync(
            site.OrganisationId, $"select action, before ->> 'url', after ->> 'url', after ->> 'paused' from platform.audit where subject_id = '{site.Id}' order by id");
        audit.Select(row => (string)row[0]!).ShouldBe(["webhook.made", "webhook.changed", "webhook.secret-changed", "webhook.ended"]);
        // Where it leads, and that the rest is another one: many receivers have their secret in the path.
        audit[1].ShouldBe(["webhook.changed", "https://hooks.clemap.example/… (23862b8f)", "https://hooks.clemap.example/… (39aba63d)", "asked"]);
        audit[3].ShouldBe(["webhook.ended", "https://hooks.clemap.example/… (39aba63d)", null, null]);
    }

    [Fact]
    public async Task Deliveries_are_paged_and_one_is_sent_again_under_its_id()
    {
        await using var receiver = await Receiver.StartAsync();
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        for (var test = 0; test < 51; test++)
            await site.CallAsync(HttpMethod.Post, "/test");
        var (_, first) = await site.CallAsync(HttpMethod.Get, "/deliveries");
        first.GetProperty("deliveries").GetArrayLength().ShouldBe(50);
        var (_, rest) = await site.CallAsync(HttpMethod.Get, $"/deliveries?before={first.GetProperty("next").GetInt64()}");
        var oldest = rest.GetProperty("deliveries").EnumerateArray().ShouldHaveSingleItem();
        rest.TryGetProperty("next", out _).ShouldBeFalse();
        (oldest.GetProperty("state").GetString(), oldest.GetProperty("type").GetString()).ShouldBe(("waiting", "test"));

        await site.DeliverAsync(host.Time.GetUtcNow());
        var id = oldest.GetProperty("id").GetGuid();
        var (status, again) = await site.CallAsync(HttpMethod.Post, $"/deliveries/{id}/send-again");
        (status, again.GetProperty("attempts").GetInt32()).ShouldBe((202, 0));
        for (var round = 0; round < 14; round++)
            await site.DeliverAsync(host.Time.GetUtcNow());
        receiver.Calls.Count(call => call.Id == id.ToString()).ShouldBe(2);
        receiver.Calls.Count.ShouldBe(52);
    }

    [Fact]
    public async Task A_test_that_fails_is_given_up_at_once_and_says_why()
    {
        var site = await WebhookSite.NewAsync(host, new Uri("http://127.0.0.1:9/hook"));
        await site.CallAsync(HttpMethod.Post, "/test");
        await site.DeliverAsync(host.Time.GetUtcNow());
        var (_, page) = await site.CallAsync(HttpMethod.Get, "/deliveries");
        var delivery = page.GetProperty("deliveries")[0];
        (delivery.GetProperty("state").GetString(), delivery.GetProperty("error").GetString(), delivery.TryGetProperty("nextAt", out _)).ShouldBe(("given-up", "connection", false));
    }

    [Theory]
    [InlineData("""{"kinds":[]}""", "kinds")]
    [InlineData("""{"kinds":["fire"]}""", "kinds")]
    [InlineData("""{"url":"nowhere"}""", "url")]
    public async Task What_cannot_be_is_named(string fields, string field)
    {
        using var person = host.NewSite().Person();
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fields)!;
        body.TryAdd("url", Somewhere.ToString());
        var (status, problem) = await WebhookSite.SendAsync(person, HttpMethod.Post, "", body);
        status.ShouldBe(400);
        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
    }

    [Fact]
    public async Task There_are_at_most_ten()
    {
        var site = await AlarmSite.NewAsync(host);
        using var person = site.Site.Person();
        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => WebhookSite.SendAsync(person, HttpMethod.Post, "", new { url = Somewhere })));
        answers.Count(answer => answer.Status == 200).ShouldBe(10);
        answers.Count(answer => answer.Status == 400).ShouldBe(4);
    }

    [Fact]
    public async Task Neither_fence_shows_the_webhooks_of_another_organisation_or_to_whoever_acts_at_a_site()
    {
        var (own, foreign) = (await WebhookSite.NewAsync(host, Somewhere), await WebhookSite.NewAsync(host, Somewhere));
        foreach (var site in new[] { own, foreign })
            await site.CallAsync(HttpMethod.Post, "/test");

        foreach (var table in new[] { "webhook", "webhook_delivery" })
        {
            (await OwnersAsync(table, own.OrganisationId, "*")).ShouldBe([own.OrganisationId], table);
            (await OwnersAsync(table, own.OrganisationId, $"{{{own.Alarms.Site.SiteId}}}")).ShouldBeEmpty(table);
            (await OwnersAsync(table, null, "*")).ShouldBeEmpty(table);
        }

        var options = new DbContextOptionsBuilder<TelemetryDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, Stop), TelemetryDbContext.SchemaName);
        foreach (var (reach, count) in new[] { (SiteReach.Whole, 1), (SiteReach.Of([own.Alarms.Site.SiteId]), 0) })
        {
            await using var scope = host.Services.CreateOrganisationScope(own.OrganisationId, null, reach);
            await using var database = new TelemetryDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
            (await database.Webhooks.CountAsync(Stop)).ShouldBe(count);
            (await database.Deliveries.CountAsync(Stop)).ShouldBe(count);
            (await database.Webhooks.IgnoreQueryFilters().CountAsync(Stop)).ShouldBeGreaterThan(1);
        }

        using var stranger = own.Alarms.Site.Person();
        var (status, _) = await WebhookSite.SendAsync(stranger, HttpMethod.Get, $"/{foreign.Id}/deliveries");
        status.ShouldBe(404);
    }

    private async Task<List<Guid>> OwnersAsync(string table, Guid? organisation, string sites)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, Stop);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false)", connection)
        {
            Parameters = { new() { Value = organisation?.ToString() ?? "" }, new() { Value = sites } },
        };
        await enter.ExecuteNonQueryAsync(Stop);
        await using var command = new NpgsqlCommand($"select distinct organisation_id from telemetry.{table}", connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var found = new List<Guid>();
        while (await reader.ReadAsync(Stop))
            found.Add(reader.GetGuid(0));
        return found;
    }
}
