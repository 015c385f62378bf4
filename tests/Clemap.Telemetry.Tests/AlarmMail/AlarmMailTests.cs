using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.AlarmMail;
using Clemap.Telemetry.Storage;
using Clemap.Telemetry.Tests.Alarms;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Npgsql;

namespace Clemap.Telemetry.Tests.AlarmMail;

public sealed class AlarmMailTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    // Rules are made at the host's time; letters are due from then on.
    private static readonly DateTimeOffset Now = TelemetryHost.Now.AddMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_storm_is_one_letter_with_the_urgent_first_and_the_rest_counted()
    {
        var site = await AlarmSite.NewAsync(host);
        var anna = await PersonAsync(site, Role.Administrator);
        (await SaveAsync(site, anna, new { language = "de" })).ShouldBe(HttpStatusCode.OK);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 39, 0, 0);
        await site.LookAsync(T0);
        foreach (var _ in Enumerable.Range(0, 30))
        {
            var next = await AlarmSite.NewAsync(host, site.Site.OrganisationId);
            await next.SeenAsync(T0);
        }

        await site.LookAsync(T0.AddMinutes(6));
        await SendAsync(site, Now);
        await SendAsync(site, Now.AddMinutes(20));

        var letter = Letters(anna).ShouldHaveSingleItem();
        letter.Subject.ShouldBe("Alarme: 32 neu, 0 behoben");
        var lines = letter.TextBody.ShouldNotBeNull().ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(21);
        lines[0].ShouldBe("- Test: Garage, Phase L1: Seit einer Minute fliessen 39 A, die Sicherung hat 40 A.");
        lines[^1].ShouldBe("- und 12 weitere");
        (await host.QueryAsync(site.Site.OrganisationId, "select from telemetry.alarm_mail_item")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Letters_collect_for_a_minute_and_keep_ten_minutes_apart()
    {
        var site = await AlarmSite.NewAsync(host);
        var anna = await PersonAsync(site, Role.Owner);
        await SaveAsync(site, anna, new { language = "en" });
        await site.SeenAsync(Now);
        await site.LookAsync(Now.AddMinutes(6));
        await SendAsync(site, Now.AddMinutes(6.9));
        Letters(anna).ShouldBeEmpty();
        await SendAsync(site, Now.AddMinutes(7));
        Letters(anna).ShouldHaveSingleItem().Subject.ShouldBe("Alarms: 1 new, 0 over");

        foreach (var minute in new[] { 8, 10 })
        {
            await site.SeenAsync(Now.AddMinutes(minute));
            await site.LookAsync(Now.AddMinutes(minute));
        }

        await SendAsync(site, Now.AddMinutes(16.9));
        Letters(anna).Count.ShouldBe(1);
        await SendAsync(site, Now.AddMinutes(17));
        Letters(anna).Select(letter => letter.Subject).ShouldContain("Alarms: 0 new, 1 over");
    }

    [Theory]
    [InlineData("clock-skew", false)]
    [InlineData("device-offline", true)]
    public async Task Only_the_kinds_that_are_wanted_are_told(string kind, bool told)
    {
        var site = await AlarmSite.NewAsync(host);
        var anna = await PersonAsync(site, Role.Owner);
        await SaveAsync(site, anna, new { language = "fr", kinds = new[] { kind }, siteIds = new[] { site.Site.SiteId } });
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(6));
        await SendAsync(site, Now);
        Letters(anna).Count.ShouldBe(told ? 1 : 0);
    }

    [Fact]
    public async Task Of_a_site_that_the_person_does_not_see_nothing_is_told_and_who_has_no_role_any_more_gets_nothing()
    {
        var here = await AlarmSite.NewAsync(host);
        var there = await AlarmSite.NewAsync(host, here.Site.OrganisationId);
        var (electrician, gone) = (await PersonAsync(here, null), await PersonAsync(here, Role.Owner));
        await host.QueryAsync(
            here.Site.OrganisationId,
            $"""
             insert into platform.site_memberships (organisation_id, person_id, site_id, role, since)
             values ('{here.Site.OrganisationId}', '{electrician}', '{here.Site.SiteId}', 'electrician', now())
             """);
        foreach (var person in new[] { electrician, gone })
            (await SaveAsync(here, person, new { language = "it" })).ShouldBe(HttpStatusCode.OK);
        await host.QueryAsync(here.Site.OrganisationId, $"delete from platform.memberships where person_id = '{gone}'");
        foreach (var site in new[] { here, there })
            await site.SeenAsync(T0);
        await here.LookAsync(T0.AddMinutes(6));
        await SendAsync(here, Now);

        var letter = Letters(electrician).ShouldHaveSingleItem();
        letter.TextBody.ShouldNotBeNull().ShouldContain(here.Serial);
        letter.TextBody.ShouldNotContain(there.Serial);
        Letters(gone).ShouldBeEmpty();
        (await host.QueryAsync(here.Site.OrganisationId, "select from telemetry.alarm_mail_item")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_nodes_at_once_send_one_letter()
    {
        var site = await AlarmSite.NewAsync(host);
        var anna = await PersonAsync(site, Role.Owner);
        await SaveAsync(site, anna, new { language = "de" });
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(6));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => SendAsync(site, Now), Stop)));
        Letters(anna).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_letter_that_nobody_takes_over_is_tried_again_for_a_day()
    {
        var site = await AlarmSite.NewAsync(host);
        // An account whose address is none: the mailer refuses it.
        var nobody = await PersonAsync(site, Role.Owner, "no address");
        await SaveAsync(site, nobody, new { language = "de" });
        await site.SeenAsync(Now.AddMinutes(-10));
        await site.LookAsync(Now);
        await SendAsync(site, Now.AddMinutes(2));
        await SendAsync(site, Now.AddHours(23));
        (await host.QueryAsync(site.Site.OrganisationId, "select from telemetry.alarm_mail_item")).Count.ShouldBe(1);
        await SendAsync(site, Now.AddHours(24));
        (await host.QueryAsync(site.Site.OrganisationId, "select from telemetry.alarm_mail_item")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rules_are_listed_audited_and_taken_away_and_only_for_people_of_the_organisation()
    {
        var (site, foreign) = (await AlarmSite.NewAsync(host), await AlarmSite.NewAsync(host));
        var (anna, stranger) = (await PersonAsync(site, Role.Owner), await PersonAsync(foreign, Role.Owner));
        (await SaveAsync(site, stranger, new { language = "de" })).ShouldBe(HttpStatusCode.NotFound);
        (await SaveAsync(site, Guid.CreateVersion7(), new { language = "de" })).ShouldBe(HttpStatusCode.NotFound);
        (await SaveAsync(site, anna, new { language = "rm" })).ShouldBe(HttpStatusCode.BadRequest);
        (await SaveAsync(site, anna, new { language = "de", kinds = new[] { "fire" } })).ShouldBe(HttpStatusCode.BadRequest);
        (await SaveAsync(site, anna, new { language = "de", siteIds = new[] { foreign.Site.SiteId } })).ShouldBe(HttpStatusCode.BadRequest);
        (await SaveAsync(site, anna, new { language = "de" })).ShouldBe(HttpStatusCode.OK);
        (await SaveAsync(site, anna, new { language = "fr" })).ShouldBe(HttpStatusCode.OK);

        using var person = site.Site.Person();
        var list = await person.GetFromJsonAsync<JsonElement>("/api/v1/alarm-mail", Stop);
        list.EnumerateArray().ShouldHaveSingleItem().GetProperty("language").GetString().ShouldBe("fr");
        using var gone = await person.DeleteAsync(new Uri($"/api/v1/alarm-mail/{anna}", UriKind.Relative), Stop);
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var again = await person.DeleteAsync(new Uri($"/api/v1/alarm-mail/{anna}", UriKind.Relative), Stop);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var audit = await host.QueryAsync(
            site.Site.OrganisationId, $"select before ->> 'language', after ->> 'language' from platform.audit where action = 'alarm-mail.changed' and subject_id = '{anna}' order by id");
        audit.Select(row => ((string?)row[0], (string?)row[1])).ShouldBe([(null, "de"), ("de", "fr"), ("fr", null)]);
    }

    [Fact]
    public async Task Neither_fence_shows_the_rules_of_another_organisation_or_to_whoever_acts_at_a_site()
    {
        var (own, foreign) = (await AlarmSite.NewAsync(host), await AlarmSite.NewAsync(host));
        foreach (var site in new[] { own, foreign })
        {
            await SaveAsync(site, await PersonAsync(site, Role.Owner), new { language = "de" });
            await site.SeenAsync(T0);
            await site.LookAsync(T0.AddMinutes(6));
        }

        foreach (var table in new[] { "alarm_mail_rule", "alarm_mail_item" })
        {
            (await CountAsync(table, own.Site.OrganisationId, "*")).ShouldBe(1, table);
            (await CountAsync(table, own.Site.OrganisationId, $"{{{own.Site.SiteId}}}")).ShouldBe(0, table);
            (await CountAsync(table, null, "*")).ShouldBe(0, table);
        }

        var options = new DbContextOptionsBuilder<TelemetryDbContext>();
        ModuleDatabase.Configure(options, await Fences.OpenAsync(host.Connections, Stop), TelemetryDbContext.SchemaName);
        foreach (var (reach, count) in new[] { (SiteReach.Whole, 1), (SiteReach.Of([own.Site.SiteId]), 0) })
        {
            await using var scope = host.Services.CreateOrganisationScope(own.Site.OrganisationId, null, reach);
            await using var database = new TelemetryDbContext(options.Options, scope.ServiceProvider.GetRequiredService<IOrganisationContext>());
            (await database.MailRules.CountAsync(Stop)).ShouldBe(count);
            (await database.MailItems.CountAsync(Stop)).ShouldBe(count);
            (await database.MailRules.IgnoreQueryFilters().CountAsync(Stop)).ShouldBeGreaterThan(1);
        }
    }

    private async Task<Guid> PersonAsync(AlarmSite site, string? role, string? email = null)
    {
        var person = Guid.CreateVersion7();
        host.Services.GetRequiredService<PeopleOfTests>().Add(new(person, email ?? $"{person:N}@clemap.example", "Anna Muster"));
        await using var scope = host.Services.CreateOrganisationScope(site.Site.OrganisationId);
        if (role is not null)
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.Site.OrganisationId, person, role, Stop);
        return person;
    }

    private static async Task<HttpStatusCode> SaveAsync(AlarmSite site, Guid person, object fields)
    {
        using var client = site.Site.Person();
        using var answer = await client.PutAsJsonAsync($"/api/v1/alarm-mail/{person}", fields, Stop);
        return answer.StatusCode;
    }

    private async Task SendAsync(AlarmSite site, DateTimeOffset now)
    {
        await using var scope = host.Services.CreateOrganisationScope(site.Site.OrganisationId);
        await scope.ServiceProvider.GetRequiredService<MailRound>().RunAsync(now, Stop);
    }

    private List<MimeMessage> Letters(Guid person) => !Directory.Exists(host.MailFolder) ? [] :
    [
        .. Directory.EnumerateFiles(host.MailFolder, "*.eml").Select(file => MimeMessage.Load(file)).Where(letter => letter.To.Mailboxes.Any(to => to.Address.StartsWith($"{person:N}", StringComparison.Ordinal))),
    ];

    private async Task<long> CountAsync(string table, Guid? organisation, string sites)
    {
        await using var connection = await DatabaseFixture.OpenAsync(host.Connections.App, Stop);
        await using var enter = new NpgsqlCommand("select set_config('app.organisation_id', $1, false), set_config('app.site_ids', $2, false)", connection)
        {
            Parameters = { new() { Value = organisation?.ToString() ?? "" }, new() { Value = sites } },
        };
        await enter.ExecuteNonQueryAsync(Stop);
        await using var command = new NpgsqlCommand($"select count(*) from telemetry.{table}", connection);
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}
