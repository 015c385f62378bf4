using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Organisations;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class AlarmApiTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_and_cleared_ones_are_listed_filtered_and_paged_newest_first()
    {
        var site = await AlarmSite.NewAsync(host);
        var next = await AlarmSite.NewAsync(host, site.Site.OrganisationId);
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(5));
        await next.SeenAsync(T0);
        await next.LookAsync(T0.AddMinutes(6));
        foreach (var minute in new[] { 7, 9 })
        {
            await site.SeenAsync(T0.AddMinutes(minute));
            await site.LookAsync(T0.AddMinutes(minute));
        }

        await site.LookAsync(T0.AddMinutes(20));
        (await ListAsync(site, "")).Sites.ShouldBe([site.Site.SiteId, next.Site.SiteId, site.Site.SiteId]);
        (await ListAsync(site, "?open=true")).Sites.ShouldBe([site.Site.SiteId, next.Site.SiteId]);
        (await ListAsync(site, "?open=false")).Sites.ShouldBe([site.Site.SiteId]);
        (await ListAsync(site, $"?siteId={next.Site.SiteId}")).Sites.ShouldBe([next.Site.SiteId]);
        (await ListAsync(site, "?kind=clock-skew")).Sites.ShouldBeEmpty();
        (await ListAsync(site, "?severity=warning")).Sites.Count.ShouldBe(3);
        (await ListAsync(site, "?severity=critical")).Sites.ShouldBeEmpty();

        var (first, cursor) = await ListAsync(site, "?limit=2");
        var (rest, end) = await ListAsync(site, $"?limit=2&before={cursor}");
        (first.Count, rest.Count, end).ShouldBe((2, 1, null));
    }

    [Fact]
    public async Task An_alarm_says_what_it_is_in_numbers_and_in_a_sentence_and_is_not_kept_by_anybody_between()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 1, 39, 1);
        await site.LookAsync(T0);
        using var person = site.Site.Person(Role.Electrician);
        using var answer = await person.GetAsync(new Uri("/api/v1/alarms", UriKind.Relative), Stop);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var alarm = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("alarms")[0];
        (alarm.GetProperty("kind").GetString(), alarm.GetProperty("severity").GetString(), alarm.GetProperty("phase").GetInt32(), alarm.GetProperty("value").GetDouble())
            .ShouldBe(("fuse-near-limit", "critical", 2, 39));
        alarm.GetProperty("text").GetString()!.ShouldContain("39 A");
        alarm.GetProperty("advice").GetString().ShouldNotBeNullOrEmpty();
        alarm.TryGetProperty("clearedAt", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("?kind=fire", "kind")]
    [InlineData("?severity=urgent", "severity")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=201", "limit")]
    public async Task A_filter_that_cannot_be_is_named(string query, string field)
    {
        using var person = host.NewSite().Person();
        using var answer = await person.GetAsync(new Uri("/api/v1/alarms" + query, UriKind.Relative), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain($"\"{field}\"");
    }

    [Fact]
    public async Task Who_acknowledges_and_what_was_noted_before_is_in_the_audit()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(5));
        var alarm = (await site.AlarmsAsync()).Single();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        (await AcknowledgeAsync(site, first, alarm.Id, "Anna fährt hin")).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body) = await AcknowledgeAsync(site, second, alarm.Id, null);

        status.ShouldBe(HttpStatusCode.OK);
        var acknowledgement = JsonDocument.Parse(body).RootElement.GetProperty("acknowledgement");
        acknowledgement.GetProperty("by").GetGuid().ShouldBe(second);
        acknowledgement.TryGetProperty("note", out _).ShouldBeFalse();
        (await site.AlarmsAsync()).Single().ClearedAt.ShouldBeNull();
        var audit = await host.QueryAsync(
            site.Site.OrganisationId,
            $"select actor_id, before ->> 'note', after ->> 'note' from platform.audit where action = 'alarm.acknowledged' and subject_id = '{alarm.Id}' order by id");
        audit.Count.ShouldBe(2);
        audit[0].ShouldBe([first, null, "Anna fährt hin"]);
        audit[1].ShouldBe([second, "Anna fährt hin", null]);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("‮hidden")]
    public async Task A_note_is_one_line(string note)
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(5));
        var alarm = (await site.AlarmsAsync()).Single();
        (await AcknowledgeAsync(site, Guid.CreateVersion7(), alarm.Id, note)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await AcknowledgeAsync(site, Guid.CreateVersion7(), alarm.Id, new string('x', 501))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await site.AlarmsAsync()).Single().AcknowledgedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_foreign_alarm_is_as_unknown_as_none()
    {
        var (own, foreign) = (await AlarmSite.NewAsync(host), await AlarmSite.NewAsync(host));
        await foreign.SeenAsync(T0);
        await foreign.LookAsync(T0.AddMinutes(5));
        var alarm = (await foreign.AlarmsAsync()).Single();

        var (abroad, foreignBody) = await AcknowledgeAsync(own, Guid.CreateVersion7(), alarm.Id, "mine");
        var (nowhere, unknownBody) = await AcknowledgeAsync(own, Guid.CreateVersion7(), Guid.CreateVersion7(), "mine");
        (abroad, nowhere).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        WithoutTrace(foreignBody).ShouldBe(WithoutTrace(unknownBody));
        (await ListAsync(own, "")).Sites.ShouldBeEmpty();
        (await foreign.AlarmsAsync()).Single().AcknowledgedAt.ShouldBeNull();

        static string WithoutTrace(string body) => string.Join(',', JsonDocument.Parse(body).RootElement.EnumerateObject().Where(field => field.Name != "traceId").Select(field => field.ToString()));
    }

    private static async Task<(IReadOnlyList<Guid> Sites, string? Next)> ListAsync(AlarmSite site, string query)
    {
        using var person = site.Site.Person();
        var page = await person.GetFromJsonAsync<JsonElement>("/api/v1/alarms" + query, Stop);
        return ([.. page.GetProperty("alarms").EnumerateArray().Select(alarm => alarm.GetProperty("siteId").GetGuid())],
            page.TryGetProperty("next", out var next) ? next.GetString() : null);
    }

    private async Task<(HttpStatusCode Status, string Body)> AcknowledgeAsync(AlarmSite site, Guid person, Guid alarm, string? note)
    {
        using var client = host.Client(site.Site.OrganisationId, person, Role.Administrator);
        using var answer = await client.PutAsJsonAsync($"/api/v1/alarms/{alarm}/acknowledgement", new { note }, Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
