using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Quality;
using Clemap.Telemetry.Readings;

namespace Clemap.Telemetry.Tests.Readings;

public sealed class ReadingsTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddHours(-5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("from=0001-01-01T00:00:00Z&to=0001-01-01T01:00:00Z")]
    [InlineData("from=9999-12-31T23:00:00Z&to=9999-12-31T23:59:59.9999999Z")]
    public async Task The_ends_of_the_calendar_are_refused(string span)
    {
        using var response = await host.NewSite().GetAsync($"completeness?{span}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Raw_rows_are_given_for_one_source_or_all_in_order_of_time()
    {
        var site = host.NewSite();
        await site.SendAsync(site.Sources.SelectMany(source => Sample.Span(source, Start, Start.AddMinutes(2))));

        var all = await ReadAsync<Reading[]>(site, $"readings?{Span(Start, Start.AddMinutes(1))}");
        var one = await ReadAsync<Reading[]>(site, $"readings?sourceId={site.Sources[1]}&{Span(Start, Start.AddMinutes(1))}");

        all.Length.ShouldBe(12);
        all.ShouldBeInOrder(SortDirection.Ascending, Comparer<Reading>.Create((a, b) => a.At.CompareTo(b.At)));
        one.ShouldBe(Sample.Span(site.Sources[1], Start, Start.AddMinutes(1)));
    }

    [Fact]
    public async Task Completeness_names_the_slots_that_are_missing()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(10)).Where(row => row.At.Minute % 5 != 1 || row.At.Second != 30));

        var sources = await ReadAsync<SourceCompleteness[]>(site, $"completeness?{Span(Start, Start.AddMinutes(10))}");

        var first = sources.Single(source => source.SourceId == site.Sources[0]);
        (first.Expected, first.Stored).ShouldBe((60, 58));
        first.Missing.ShouldBe([Start.AddSeconds(90), Start.AddSeconds(390)]);
        var silent = sources.Single(source => source.SourceId == site.Sources[1]);
        (silent.Expected, silent.Stored, silent.Missing.Count).ShouldBe((60, 0, 60));
    }

    [Fact]
    public async Task Completeness_does_not_ask_for_the_future_and_lists_a_hundred_at_most()
    {
        var now = host.Time.GetUtcNow();

        var source = (await ReadAsync<SourceCompleteness[]>(host.NewSite(), $"completeness?{Span(now.AddHours(-1), now.AddHours(1))}"))[0];

        source.Expected.ShouldBeInRange(358, 400);
        source.Missing.Count.ShouldBe(100);
    }

    [Fact]
    public async Task A_series_keeps_the_peak_in_few_points()
    {
        var site = host.NewSite();
        var peak = Start.AddMinutes(61);
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(4)).Select(row => row.At == peak ? row with { CurrentL1A = 63 } : row));
        await site.SettleAsync(Start, Start.AddHours(4));

        var series = await ReadAsync<Series>(site, $"series?sourceId={site.Sources[0]}&points=24&{Span(Start, Start.AddHours(4))}");

        series.Points.Count.ShouldBe(24);
        series.StepSeconds.ShouldBe(600);
        series.Points.Max(point => point.CurrentL1A!.Maximum).ShouldBe(63);
        series.Points.ShouldAllBe(point => point.CurrentL1A!.Average < 15 && point.CurrentL3A!.Maximum == 0);
    }

    [Fact]
    public async Task A_long_series_is_made_of_quarter_hours()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddHours(1)));
        await site.SettleAsync(Start, Start.AddHours(1));

        var series = await ReadAsync<Series>(site, $"series?sourceId={site.Sources[0]}&{Span(Start, Start.AddDays(4))}");

        (series.StepSeconds, series.Points.Count).ShouldBe((900, 4));
    }

    [Theory]
    [InlineData("live")]
    [InlineData("live/stream")]
    [InlineData("quarter-hours?from=2026-11-20&to=2026-11-21")]
    [InlineData("readings?from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z")]
    [InlineData("completeness?from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z")]
    [InlineData("series?sourceId=01900000-0000-7000-8000-000000000020&from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z")]
    public async Task An_unknown_and_a_foreign_site_look_the_same(string path)
    {
        var (site, foreign) = (host.NewSite(), host.NewSite());
        using var unknown = await (site with { SiteId = Guid.CreateVersion7() }).GetAsync(path);
        using var other = await (site with { SiteId = foreign.SiteId }).GetAsync(path);

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        WithoutTrace(await other.Content.ReadAsStringAsync(Stop)).ShouldBe(WithoutTrace(await unknown.Content.ReadAsStringAsync(Stop)));
    }

    [Theory]
    [InlineData("readings?to=2026-11-20T11:00:00Z", "from")]
    [InlineData("readings?from=yesterday&to=2026-11-20T11:00:00Z", "from")]
    [InlineData("readings?from=2026-10-20T10:00:00Z&to=2026-11-20T11:00:01Z", "to")]
    [InlineData("readings?from=2026-11-20&to=2026-11-21&timeZone=Mars/Base", "timeZone")]
    [InlineData("quarter-hours?from=2026-11-20&to=2026-11-21&limit=10001", "limit")]
    [InlineData("quarter-hours?from=2026-11-20&to=2026-11-21&after=nonsense", "after")]
    [InlineData("series?from=2026-11-20&to=2026-11-21", "sourceId")]
    [InlineData("readings?from=2026-11-20&to=2026-11-21&format=xml", "format")]
    [InlineData("completeness?from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:00Z", "to")]
    public async Task A_bad_span_is_a_problem_with_its_field(string path, string field)
    {
        using var response = await host.NewSite().GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_unknown_source_is_not_found()
    {
        using var response = await host.NewSite().GetAsync($"readings?sourceId={Guid.CreateVersion7()}&{Span(Start, Start.AddMinutes(1))}");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(Role.Owner, HttpStatusCode.OK)]
    [InlineData(Role.Administrator, HttpStatusCode.OK)]
    [InlineData(Role.Electrician, HttpStatusCode.OK)]
    [InlineData(Role.EnergySupplier, HttpStatusCode.Forbidden)]
    [InlineData("-", HttpStatusCode.Forbidden)]
    public async Task Only_who_may_see_sites_reads(string role, HttpStatusCode expected)
    {
        using var response = await host.NewSite().GetAsync("live", role);
        response.StatusCode.ShouldBe(expected);
    }

    private static string Span(DateTimeOffset from, DateTimeOffset to) =>
        $"from={Uri.EscapeDataString(from.ToString("O"))}&to={Uri.EscapeDataString(to.ToString("O"))}";

    private static string WithoutTrace(string problem) => problem.Split("\"traceId\"")[0];

    private static async Task<T> ReadAsync<T>(TestSite site, string path)
    {
        using var response = await site.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Stop));
        return (await response.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, Stop))!;
    }
}
