using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.LiveFeed;

namespace Clemap.Telemetry.Tests.Readings;

[Collection(nameof(Clock))]
public sealed class PagingTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = new(2026, 10, 24, 22, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_have_no_gap_and_no_double_while_rows_arrive()
    {
        var site = host.NewSite();
        var sent = site.Sources.SelectMany(source => Sample.Span(source, Start, Start.AddMinutes(20)).Where(row => row.At.Minute != 7)).ToList();
        await site.SendAsync(sent);
        var late = Sample.Span(site.Sources[0], Start.AddMinutes(7), Start.AddMinutes(8)).Concat(Sample.Span(site.Sources[0], Start.AddHours(30), Start.AddHours(30).AddMinutes(1)));
        var read = new List<Reading>();
        var path = $"/api/v1/sites/{site.SiteId}/readings?from={Start.UtcDateTime:O}&to={Start.UtcDateTime.AddDays(3):O}&limit=37";
        using var client = site.Person();
        for (var pages = 0; path is not null; pages++)
        {
            pages.ShouldBeLessThan(20);
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
            var page = (await response.Content.ReadFromJsonAsync<Reading[]>(JsonSerializerOptions.Web, Stop))!;
            page.Length.ShouldBeLessThanOrEqualTo(37);
            read.AddRange(page);
            path = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
            if (pages == 4)
                await site.SendAsync(late);
        }

        read.ShouldBeUnique();
        read.Select(row => (row.At, row.SourceId)).ShouldBe(read.OrderBy(row => row.At).ThenBy(row => row.SourceId).Select(row => (row.At, row.SourceId)));
        sent.Except(read).ShouldBeEmpty();
        read.Except(sent).ShouldBe(late.Skip(6));
    }

    [Fact]
    public async Task Quarter_hours_are_paged_with_quality_and_a_persons_value_beside_the_measured()
    {
        var site = host.NewSite();
        await site.SendAsync(site.Sources.SelectMany(source => Sample.Span(source, Start, Start.AddHours(1).AddSeconds(10))));
        await site.SettleAsync(Start, Start.AddHours(2));
        await EnterAsync(site, Start.AddMinutes(15), 9, "=cmd");

        var rows = new List<JsonElement>();
        for (var path = $"quarter-hours?{Span(Start, Start.AddHours(2))}&limit=3"; path is not null;)
        {
            using var response = await site.GetAsync(path);
            rows.AddRange((await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).EnumerateArray());
            path = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1].Split('/')[^1] : null;
        }

        rows.Count.ShouldBe(10);
        rows.Select(row => row.GetProperty("quality").GetString()).ShouldBe(
            ["measured", "measured", "manual", "measured", "measured", "measured", "measured", "measured", "missing", "missing"], ignoreOrder: true);
        var manual = rows.Single(row => row.TryGetProperty("manual", out _));
        manual.GetProperty("importWh").GetInt64().ShouldBe(9);
        manual.GetProperty("manual").GetProperty("measuredImportWh").GetInt64().ShouldBe(Sample.RegisterAt(Start.AddMinutes(30)) - Sample.RegisterAt(Start.AddMinutes(15)));
        rows.Count(row => row.GetProperty("quality").GetString() == "missing" && row.TryGetProperty("importWh", out _)).ShouldBe(0);
        (await CsvAsync(site, $"quarter-hours?{Span(Start, Start.AddHours(1))}")).ShouldContain(line => line.Contains(",manual,'=cmd,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Europe/Zurich", "2026-10-25", "2026-10-26", 100, "2026-10-25T00:00:00+02:00", "2026-10-25T23:45:00+01:00")]
    [InlineData("UTC", "2026-10-25", "2026-10-26", 96, "2026-10-25T00:00:00+00:00", "2026-10-25T23:45:00+00:00")]
    [InlineData(null, "2026-10-25", "2026-10-26", 100, "2026-10-25T00:00:00+02:00", "2026-10-25T23:45:00+01:00")]
    public async Task A_day_is_that_of_the_time_zone(string? zone, string from, string to, int expected, string first, string last)
    {
        var site = host.NewSite(Guid.CreateVersion7());
        await site.SendAsync(Enumerable.Range(0, 400).Select(step => Sample.At(site.Sources[0], Start.AddHours(-2).AddMinutes(5 * step))));
        await site.SettleAsync(Start.AddHours(-2), Start.AddHours(32));
        var query = $"from={from}&to={to}{(zone is null ? "" : "&timeZone=" + zone)}";

        var lines = await CsvAsync(site, $"quarter-hours?{query}");
        var series = await JsonAsync(site, $"series?sourceId={site.Sources[0]}&points=2&{query}");

        lines.Count.ShouldBe(expected + 1);
        lines[0].ShouldStartWith("start,source_id,import_wh,");
        lines[1].ShouldStartWith(first);
        lines[^1].ShouldStartWith(last);
        series.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("importWh").GetInt64())
            .ShouldBe(lines.Skip(1).Sum(line => long.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_series_chooses_its_resolution_and_keeps_energy_minima_and_maxima()
    {
        var site = host.NewSite(Guid.CreateVersion7());
        var source = site.Sources[0];
        await site.SendAsync(Sample.Span(source, Start, Start.AddHours(10).AddSeconds(10)).Select(row => row.At == Start.AddMinutes(77) ? row with { CurrentL1A = 63, VoltageL1V = 190 } : row));
        await site.SettleAsync(Start, Start.AddHours(10));

        foreach (var (hours, points, step) in new[] { (1, 500, 10), (2, 120, 60), (10, 40, 900), (10, 10, 3_600), (48, 2, 86_400) })
        {
            var series = await JsonAsync(site, $"series?sourceId={source}&points={points}&{Span(Start, Start.AddHours(hours))}");
            series.GetProperty("stepSeconds").GetInt32().ShouldBe(step);
            var read = series.GetProperty("points").EnumerateArray().ToList();
            read.Count.ShouldBeInRange(1, points);
            if (hours == 1)
                continue;
            read.Max(point => point.GetProperty("currentL1A").GetProperty("maximum").GetDouble()).ShouldBe(63);
            read.Min(point => point.GetProperty("voltageL1V").GetProperty("minimum").GetDouble()).ShouldBe(190);
            if (step >= 900)
                read.Sum(point => point.GetProperty("importWh").GetInt64()).ShouldBe(Sample.RegisterAt(Start.AddHours(10)) - Sample.RegisterAt(Start));
        }
    }

    [Theory]
    [InlineData("readings?")]
    [InlineData("quarter-hours?")]
    [InlineData("series?points=2000&sourceId=")]
    [InlineData("quarter-hours?format=csv&sourceId=")]
    public async Task The_tag_stays_with_the_answer_and_changes_with_late_rows_and_a_persons_value(string path)
    {
        var site = host.NewSite(Guid.CreateVersion7());
        var source = site.Sources[0];
        path = (path.EndsWith('=') ? path + source : path.TrimEnd('?') + "?") + "&" + Span(Start, Start.AddHours(8));
        await site.SendAsync(Sample.Span(source, Start, Start.AddHours(2)).Where(row => row.At != Start.AddMinutes(20)));
        await site.SettleAsync(Start, Start.AddHours(3));
        var first = await TagAsync(site, path, null, HttpStatusCode.OK);
        (await TagAsync(site, path, first, HttpStatusCode.NotModified)).ShouldBe(first);

        await site.SendAsync([Sample.At(source, Start.AddMinutes(20)) with { CurrentL1A = 40 }]);
        await site.SettleAsync(Start, Start.AddHours(3));
        var second = await TagAsync(site, path, first, HttpStatusCode.OK);
        second.ShouldNotBe(first);

        if (path.StartsWith("readings", StringComparison.Ordinal) || path.StartsWith("series", StringComparison.Ordinal))
            return;
        await EnterAsync(site, Start.AddMinutes(45), 5, "Read off");
        (await TagAsync(site, path, second, HttpStatusCode.OK)).ShouldNotBe(second);
    }

    [Fact]
    public async Task Csv_of_rows_escapes_formulas_and_keeps_signs()
    {
        var site = host.NewSite(Guid.CreateVersion7());
        await site.SendAsync([Sample.At(site.Sources[0], Start) with { Reason = "@SUM(A1)", ActiveL2W = -5 }]);
        using var client = site.Person();
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await client.GetAsync(new Uri($"/api/v1/sites/{site.SiteId}/readings?{Span(Start, Start.AddMinutes(1))}", UriKind.Relative), Stop);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var row = (await response.Content.ReadAsStringAsync(Stop)).Split("\r\n")[1].Split(',');
        row[0].ShouldBe("2026-10-25T00:00:00+02:00");
        row.ShouldContain("-5");
        row.ShouldContain("'@SUM(A1)");
    }

    [Fact]
    public async Task A_stream_tells_the_latest_and_then_the_news_and_their_number_is_bounded()
    {
        var site = host.NewSite(Guid.CreateVersion7());
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);
        using var client = site.Person();
        var path = new Uri($"/api/v1/sites/{site.SiteId}/live/stream", UriKind.Relative);
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        (await EventAsync(lines)).ShouldContain($"\"at\":\"{Start:yyyy-MM-ddTHH:mm:ss}");

        var news = EventAsync(lines);
        for (var slot = 1; !news.IsCompleted && slot < 30; slot++)
        {
            await site.SendAsync([Sample.At(site.Sources[0], Start.AddSeconds(10 * slot))]);
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50, Stop);
        }

        (await news).ShouldContain("\"currentL1A\"");

        var others = new List<HttpResponseMessage>();
        for (var count = 1; count < LiveStream.MostOfOne; count++)
            others.Add(await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop));
        await RefusedAsync(client);
        while (others.Count + 1 < LiveStream.MostStreams)
        {
            var other = host.Client(site.OrganisationId, Guid.CreateVersion7(), Role.Administrator);
            for (var count = 0; count < LiveStream.MostOfOne && others.Count + 1 < LiveStream.MostStreams; count++)
                others.Add(await other.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop));
        }

        using var late = host.Client(site.OrganisationId, Guid.CreateVersion7(), Role.Administrator);
        await RefusedAsync(late);
        others.ShouldAllBe(other => other.StatusCode == HttpStatusCode.OK);
        others.ForEach(other => other.Dispose());

        async Task RefusedAsync(HttpClient caller)
        {
            using var tooMany = await caller.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
            tooMany.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            tooMany.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_stream_ends_when_the_right_does()
    {
        var site = host.NewSite(Guid.CreateVersion7());
        var person = Guid.CreateVersion7();
        await site.SendAsync([Sample.At(site.Sources[0], Start)]);
        using var client = host.Client(site.OrganisationId, person, Role.Administrator);
        using var response = await client.GetAsync(new Uri($"/api/v1/sites/{site.SiteId}/live/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        await EventAsync(lines);

        host.Removed[person] = true;
        var rest = lines.ReadToEndAsync(Stop);
        for (var second = 0; !rest.IsCompleted && second < 60; second++)
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(30, Stop);
        }

        (await rest.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldNotContain("event: readings");
    }

    private static async Task<string> EventAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return line;
        }

        throw new EndOfStreamException();
    }

    private static async Task EnterAsync(TestSite site, DateTimeOffset start, long importWh, string reason)
    {
        using var client = site.Person();
        using var response = await client.PutAsJsonAsync(
            new Uri($"/api/v1/sites/{site.SiteId}/manual-quarter-hours", UriKind.Relative), new { sourceId = site.Sources[0], reason, values = new[] { new { start, importWh } } }, Stop);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<string> TagAsync(TestSite site, string path, string? known, HttpStatusCode expected)
    {
        using var client = site.Person();
        if (known is not null)
            client.DefaultRequestHeaders.IfNoneMatch.Add(EntityTagHeaderValue.Parse(known));
        using var response = await client.GetAsync(new Uri($"/api/v1/sites/{site.SiteId}/{path}", UriKind.Relative), Stop);
        response.StatusCode.ShouldBe(expected);
        return response.Headers.ETag!.ToString();
    }

    private static async Task<List<string>> CsvAsync(TestSite site, string path)
    {
        using var response = await site.GetAsync(path + "&format=csv");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await response.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task<JsonElement> JsonAsync(TestSite site, string path)
    {
        using var response = await site.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Stop));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
    }

    private static string Span(DateTimeOffset from, DateTimeOffset to) => $"from={from.UtcDateTime:O}&to={to.UtcDateTime:O}";
}
