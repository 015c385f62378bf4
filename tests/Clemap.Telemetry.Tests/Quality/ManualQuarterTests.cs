using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Rollups;

namespace Clemap.Telemetry.Tests.Quality;

public sealed class ManualQuarterTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 10, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_persons_value_counts_is_marked_and_leaves_what_was_measured_beside_it()
    {
        var site = host.NewSite();
        var source = site.Sources[0];
        await site.SendAsync(Sample.Span(source, Start, Start.AddMinutes(30).AddSeconds(10)));
        var measured = await site.QuartersAsync(Start, Start.AddHours(1), source);

        (await PutAsync(site, Values("Read off", (Start, 77, 5), (Start.AddMinutes(45), 33, 0)))).ShouldBe(HttpStatusCode.NoContent);
        var overlaid = await site.QuartersAsync(Start, Start.AddHours(1), source);

        overlaid.Select(quarter => (quarter.Start, quarter.ImportWh, quarter.ExportWh, quarter.Quality)).ShouldBe(
        [
            (Start, 77, 5, EnergyQuality.Manual), (Start.AddMinutes(15), measured[1].ImportWh, 0, EnergyQuality.Measured),
            (Start.AddMinutes(30), 0, 0, EnergyQuality.Missing), (Start.AddMinutes(45), 33, 0, EnergyQuality.Manual),
        ]);
        overlaid[0].Manual.ShouldNotBeNull().ShouldSatisfyAllConditions(
            manual => manual.MeasuredImportWh.ShouldBe(measured[0].ImportWh),
            manual => manual.MeasuredQuality.ShouldBe(EnergyQuality.Measured),
            manual => manual.Reason.ShouldBe("Read off"),
            manual => manual.By.ShouldNotBeNull());
        overlaid[3].Manual!.MeasuredImportWh.ShouldBeNull();

        (await DeleteAsync(site, Start, Start.AddHours(1))).ShouldBe(HttpStatusCode.NoContent);
        (await site.QuartersAsync(Start, Start.AddHours(1), source)).ShouldBe(measured);
    }

    [Fact]
    public async Task Each_change_is_in_the_audit_with_old_and_new_value_and_the_same_again_in_nothing()
    {
        var site = host.NewSite();
        await PutAsync(site, Values("Read off", (Start, 10, 0)));
        await PutAsync(site, Values("Read off", (Start, 10, 0)));
        await PutAsync(site, Values("Read off better", (Start, 12, 1), (Start.AddDays(1), 3, 0)));
        await DeleteAsync(site, Start, Start.AddDays(2));
        await DeleteAsync(site, Start, Start.AddDays(2));

        var entries = await host.QueryAsync(site.OrganisationId, $"select action, before::jsonb ->> 'quarterHours', after::jsonb ->> 'quarterHours', after::jsonb ->> 'reason' from platform.audit where subject_id = '{site.SiteId}' order by id");

        entries.Select(entry => (entry[0], entry[1], entry[2], entry[3])).ShouldBe(
        [
            ("quarter-hours.entered", null, "2026-11-10T06:00Z 10/0 Wh", "Read off"),
            ("quarter-hours.entered", "2026-11-10T06:00Z 10/0 Wh", "2026-11-10T06:00Z 12/1 Wh", "Read off better"),
            ("quarter-hours.entered", null, "2026-11-11T06:00Z 3/0 Wh", "Read off better"),
            ("quarter-hours.withdrawn", "2026-11-10T06:00Z 12/1 Wh", null, null),
            ("quarter-hours.withdrawn", "2026-11-11T06:00Z 3/0 Wh", null, null),
        ]);
    }

    [Fact]
    public async Task Three_thousand_in_one_call_are_the_most()
    {
        var site = host.NewSite();
        var many = Enumerable.Range(0, 3_001).Select(index => (Start.AddDays(-200).AddMinutes(15 * index), (long)index, 0L)).ToArray();

        (await PutAsync(site, Values("Read off", many))).ShouldBe(HttpStatusCode.BadRequest);
        (await PutAsync(site, Values("Read off", many[..3_000]))).ShouldBe(HttpStatusCode.NoContent);
        (await site.QuartersAsync(Start.AddDays(-201), Start, site.Sources[0])).Sum(quarter => quarter.ImportWh).ShouldBe(3_000L * 2_999 / 2);
    }

    [Theory]
    [InlineData("""{"reason":"x","values":[]}""", "values", "required")]
    [InlineData("""{"reason":" ","values":[{"start":"2026-11-10T06:00:00Z","importWh":1}]}""", "reason", "required")]
    [InlineData("""{"reason":"x","values":[{"importWh":1}]}""", "values[0].start", "required")]
    [InlineData("""{"reason":"x","values":[{"start":"2026-11-10T06:05:00Z","importWh":1}]}""", "values[0].start", "off-grid")]
    [InlineData("""{"reason":"x","values":[{"start":"2099-11-10T06:00:00Z","importWh":1}]}""", "values[0].start", "not-over")]
    [InlineData("""{"reason":"x","values":[{"start":"2026-11-10T06:00:00Z"}]}""", "values[0].importWh", "out-of-range")]
    [InlineData("""{"reason":"x","values":[{"start":"2026-11-10T06:00:00Z","importWh":-1}]}""", "values[0].importWh", "out-of-range")]
    [InlineData("""{"reason":"x","values":[{"start":"2026-11-10T06:00:00Z","importWh":1,"exportWh":5250001}]}""", "values[0].exportWh", "out-of-range")]
    [InlineData("""{"reason":"x","values":[{"start":"2026-11-10T06:00:00Z","importWh":1},{"start":"2026-11-10T07:00:00+01:00","importWh":1}]}""", "values", "twice")]
    public async Task Bad_values_are_a_problem_with_field_and_rule(string body, string field, string rule)
    {
        var site = host.NewSite();
        using var client = site.Person();
        using var response = await client.PutAsync(Path(site), new StringContent($"{{\"sourceId\":\"{site.Sources[0]}\",{body[1..]}", System.Text.Encoding.UTF8, "application/json"), Stop);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("errors").GetProperty(field)[0].GetString().ShouldBe(rule);
    }

    [Theory]
    [InlineData(Role.Owner, HttpStatusCode.NoContent)]
    [InlineData(Role.Administrator, HttpStatusCode.NoContent)]
    [InlineData(Role.Electrician, HttpStatusCode.Forbidden)]
    [InlineData(Role.EnergySupplier, HttpStatusCode.Forbidden)]
    public async Task Only_who_may_bill_enters_values(string role, HttpStatusCode expected) =>
        (await PutAsync(host.NewSite(), Values("Read off", (Start, 1, 0)), role)).ShouldBe(expected);

    [Fact]
    public async Task A_foreign_site_and_a_foreign_source_are_unknown()
    {
        var (site, foreign) = (host.NewSite(), host.NewSite());
        (await PutAsync(site with { SiteId = foreign.SiteId }, Values("Read off", (Start, 1, 0)))).ShouldBe(HttpStatusCode.NotFound);
        (await PutAsync(site with { Sources = foreign.Sources }, Values("Read off", (Start, 1, 0)))).ShouldBe(HttpStatusCode.NotFound);
        (await DeleteAsync(site with { Sources = foreign.Sources }, Start, Start.AddHours(1))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_not_over_or_may_still_be_delivered_is_provisional()
    {
        var site = host.NewSite();
        var (source, now) = (site.Sources[0], Floor(host.Time.GetUtcNow()));
        await site.SendAsync(Sample.Span(source, now.AddDays(-3).AddHours(-2), now.AddDays(-3).AddHours(-1)));
        await site.SendAsync([Sample.At(source, now.AddHours(-1)), Sample.At(source, now.AddMinutes(-15)), Sample.At(source, now)]);

        var quarters = await site.QuartersAsync(now.AddDays(-4), now.AddMinutes(15), source);

        quarters.First(quarter => quarter.Quality == EnergyQuality.Estimated).IsProvisional.ShouldBeFalse();
        quarters.Where(quarter => quarter.IsProvisional).Min(quarter => quarter.Start).ShouldBe(now.AddDays(-3));
        quarters.Single(quarter => quarter.Start == now.AddMinutes(-15)).ShouldSatisfyAllConditions(
            quarter => quarter.Quality.ShouldBe(EnergyQuality.Measured), quarter => quarter.IsProvisional.ShouldBeFalse());
        quarters.Single(quarter => quarter.Start == now).IsProvisional.ShouldBeTrue();
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.FromMinutes(15).Ticks * TimeSpan.FromMinutes(15).Ticks, TimeSpan.Zero);

    private static Uri Path(TestSite site, string query = "") => new($"/api/v1/sites/{site.SiteId}/manual-quarter-hours{query}", UriKind.Relative);

    private static object Values(string reason, params (DateTimeOffset Start, long ImportWh, long ExportWh)[] values) =>
        new { reason, values = values.Select(value => new { start = value.Start, importWh = value.ImportWh, exportWh = value.ExportWh }) };

    private static async Task<HttpStatusCode> PutAsync(TestSite site, object body, string role = Role.Administrator)
    {
        var json = JsonSerializer.SerializeToNode(body)!;
        json["sourceId"] = site.Sources[0];
        using var client = site.Person(role);
        using var response = await client.PutAsJsonAsync(Path(site), json, Stop);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> DeleteAsync(TestSite site, DateTimeOffset from, DateTimeOffset to)
    {
        using var client = site.Person();
        using var response = await client.DeleteAsync(Path(site, $"?sourceId={site.Sources[0]}&from={from.UtcDateTime:O}&to={to.UtcDateTime:O}"), Stop);
        return response.StatusCode;
    }
}
