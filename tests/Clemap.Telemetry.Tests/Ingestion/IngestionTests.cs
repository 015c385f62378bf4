using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;
using Clemap.Telemetry.Ingestion;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Ingestion;

public sealed class IngestionTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddHours(-3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_reading_comes_back_as_it_was_sent()
    {
        var site = host.NewSite();
        var full = Sample.At(site.Sources[0], Start) with { ReactiveVar = -12.5f, ApparentVA = 7, ExportWh = 5 };
        var empty = new Reading { SourceId = site.Sources[1], At = Start };

        (await site.SendAsync([full, empty])).Accepted.ShouldBe(2);

        using var response = await site.GetAsync($"readings?from={Start:O}&to={Start.AddMinutes(1):O}".Replace("+", "%2B", StringComparison.Ordinal));
        var readings = await response.Content.ReadFromJsonAsync<Reading[]>(JsonSerializerOptions.Web, Stop);
        readings!.OrderBy(row => row.ImportWh is null).ShouldBe([full, empty]);
    }

    [Fact]
    public async Task The_same_batch_again_counts_as_duplicates_and_changes_nothing()
    {
        var site = host.NewSite();
        var rows = Sample.Span(site.Sources[0], Start, Start.AddMinutes(10)).ToList();
        (await site.SendAsync(rows)).ShouldSatisfyAllConditions(answer => answer.Accepted.ShouldBe(60), answer => answer.Duplicates.ShouldBe(0));
        var before = await StoredAsync(site);

        var other = rows.Select(row => row with { CurrentL1A = 99 });
        (await site.SendAsync(other)).ShouldSatisfyAllConditions(answer => answer.Accepted.ShouldBe(0), answer => answer.Duplicates.ShouldBe(60));

        (await StoredAsync(site)).ShouldBe(before);
    }

    [Fact]
    public async Task Half_stored_and_doubled_within_the_batch_counts_each_row_once()
    {
        var site = host.NewSite();
        var rows = Sample.Span(site.Sources[0], Start, Start.AddMinutes(10)).ToList();
        await site.SendAsync(rows.Take(25));

        var answer = await site.SendAsync([.. rows, rows[^1]]);

        answer.Accepted.ShouldBe(35);
        answer.Duplicates.ShouldBe(26);
        (await StoredAsync(site)).Count.ShouldBe(60);
    }

    [Fact]
    public async Task The_same_rows_in_parallel_in_any_order_are_stored_once()
    {
        var site = host.NewSite();
        var rows = site.Sources.SelectMany(source => Sample.Span(source, Start, Start.AddHours(1))).ToArray();
        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(seed =>
        {
            var shuffled = rows.ToArray();
            new Random(seed).Shuffle(shuffled);
            return site.SendAsync(shuffled);
        }));

        sent.Sum(answer => answer.Accepted).ShouldBe(720);
        sent.Sum(answer => answer.Duplicates).ShouldBe(5 * 720);
        (await StoredAsync(site)).Count.ShouldBe(720);
    }

    [Fact]
    public async Task Bad_rows_are_named_by_index_reason_and_field_and_the_good_ones_are_stored()
    {
        var site = host.NewSite();
        var good = Sample.At(site.Sources[0], Start);
        var answer = await site.SendAsync(
        [
            good,
            good with { SourceId = Guid.CreateVersion7() },
            good with { At = TelemetryHost.Now.AddMinutes(3) },
            good with { At = TelemetryHost.Now.AddDays(-401) },
            good with { At = Start.AddSeconds(5) },
            good with { At = Start.AddSeconds(10), CurrentL2A = 7001 },
            good with { At = Start.AddSeconds(10), VoltageL3V = -1 },
            good with { At = Start.AddSeconds(10), ExportWh = -1 },
            good with { At = Start.AddSeconds(10), Reason = new string('x', 201) },
            good with { At = Start.AddSeconds(10), PowerFactor = 1.5f },
            good with { At = TelemetryHost.Now.AddMinutes(2) },
        ]);

        answer.Accepted.ShouldBe(2);
        answer.Rejected.ShouldBe(
        [
            new RejectedRow(1, "unknown-source", "sourceId"),
            new RejectedRow(2, "in-the-future", "at"),
            new RejectedRow(3, "too-old", "at"),
            new RejectedRow(4, "off-grid", "at"),
            new RejectedRow(5, "out-of-range", "currentL2A"),
            new RejectedRow(6, "out-of-range", "voltageL3V"),
            new RejectedRow(7, "out-of-range", "exportWh"),
            new RejectedRow(8, "out-of-range", "reason"),
            new RejectedRow(9, "out-of-range", "powerFactor"),
        ]);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_does_not_poison_the_batch()
    {
        var site = host.NewSite();
        var json = $$"""
            {"bootId":"{{Guid.CreateVersion7()}}","sequence":1,"sentAt":"2026-11-20T12:00:00Z","readings":[
              {"sourceId":"{{site.Sources[0]}}","at":"{{Start:O}}"},
              {"sourceId":"{{site.Sources[0]}}","at":"{{Start:O}}","currentL1A":"ten"},
              null,
              {"sourceId":"{{site.Sources[0]}}"},
              {"sourceId":"{{site.Sources[0]}}","at":"{{Start:O}}","state":"asleep"},
              {"sourceId":"{{site.Sources[1]}}","at":"{{Start:O}}","currentL1A":1e99}]}
            """;
        using var response = await PostAsync(site, new StringContent(json, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answer = await response.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer, Stop);
        answer!.Accepted.ShouldBe(1);
        answer.Rejected.Select(row => row.Index).ShouldBe([1, 2, 3, 4, 5]);
        answer.Rejected[0].ShouldBe(new RejectedRow(1, "malformed", "currentL1A"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"readings\":[]}")]
    [InlineData("{\"bootId\":\"01900000-0000-7000-8000-000000000001\",\"sequence\":1,\"sentAt\":\"2026-11-20T12:00:00Z\",\"readings\":null}")]
    [InlineData("{\"bootId\":\"01900000-0000-7000-8000-000000000001\",\"sequence\":1,\"sentAt\":\"2026-11-20T12:00:00Z\",\"readings\":[")]
    public async Task What_is_not_a_batch_is_a_problem_400(string body)
    {
        using var response = await PostAsync(host.NewSite(), new StringContent(body, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync(Stop)).ShouldContain("\"code\":\"invalid\"");
    }

    [Fact]
    public async Task More_than_the_maximum_of_readings_is_refused_whole()
    {
        var site = host.NewSite();
        var rows = Sample.Span(site.Sources[0], Start.AddDays(-1), Start.AddDays(-1).AddSeconds(10 * (TelemetryBatch.MaximumReadings + 1)));

        using var response = await site.PostAsync(rows);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await StoredAsync(site)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_batch_is_read(string encoding)
    {
        var site = host.NewSite();
        using var response = await PostAsync(site, Compressed(encoding, JsonSerializer.SerializeToUtf8Bytes(
            TestSite.Batch(Sample.Span(site.Sources[0], Start, Start.AddMinutes(5))), ContractsJson.Default.TelemetryBatch)));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await StoredAsync(site)).Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_large_one_is_refused()
    {
        using var response = await PostAsync(host.NewSite(), Compressed("br", new byte[BatchBody.MaximumBytes * 4]));

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_broken_or_unknown_compression_is_refused()
    {
        using var broken = new ByteArrayContent([1, 2, 3, 4]) { Headers = { ContentEncoding = { "gzip" } } };
        using var unknown = new ByteArrayContent([1, 2, 3, 4]) { Headers = { ContentEncoding = { "zstd" } } };
        using var first = await PostAsync(host.NewSite(), broken);
        using var second = await PostAsync(host.NewSite(), unknown);

        first.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        second.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task People_may_not_send_and_nobody_may_not_either()
    {
        var site = host.NewSite();
        using var person = site.Person(Role.Owner);
        using var nobody = host.Client(Guid.Empty, Guid.Empty, null);
        nobody.DefaultRequestHeaders.Authorization = null;
        using var batch = JsonContent.Create(TestSite.Batch([]), ContractsJson.Default.TelemetryBatch);
        using var refused = await person.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), batch, Stop);
        using var unknown = await nobody.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), batch, Stop);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(true, StatusCodes.Status429TooManyRequests)]
    [InlineData(false, StatusCodes.Status503ServiceUnavailable)]
    public async Task When_it_is_full_the_device_is_told_when_to_come_back(bool ofItsOwn, int status)
    {
        var site = host.NewSite();
        var gate = new IngestionGate(requests: 4, bytes: 1_000_000);
        var passes = Enumerable.Range(0, ofItsOwn ? 1 : 4).Select(_ => gate.Enter(ofItsOwn ? site.OrganisationId : Guid.CreateVersion7())).ToList();
        passes.ShouldAllBe(pass => pass.Admission == Admission.Granted);

        await using var scope = host.Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var result = await ActivatorUtilities.CreateInstance<TelemetryIngestion>(scope.ServiceProvider, gate).HandleAsync(http, Stop);

        result.ShouldBeOfType<ProblemHttpResult>().StatusCode.ShouldBe(status);
        int.Parse(http.Response.Headers.RetryAfter!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 5);
        passes[0].Dispose();
        gate.Enter(site.OrganisationId).Admission.ShouldBe(Admission.Granted);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_a_malformed_row_and_its_neighbours_are_stored()
    {
        var site = host.NewSite();
        var batch = TestSite.Batch([Sample.At(site.Sources[0], Start) with { Reason = "HALF" }, Sample.At(site.Sources[1], Start)]);
        var json = JsonSerializer.Serialize(batch, ContractsJson.Default.TelemetryBatch).Replace("HALF", "\\ud800", StringComparison.Ordinal);

        using var response = await PostAsync(site, new StringContent(json, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var answer = await response.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer, Stop);
        answer!.Accepted.ShouldBe(1);
        answer.Rejected.Select(row => (row.Index, row.Reason)).ShouldBe([(0, BatchParser.Malformed)]);
    }

    [Fact]
    public async Task Millions_of_rows_that_are_none_are_counted_and_not_kept()
    {
        var site = host.NewSite();
        var rows = string.Join(',', Enumerable.Repeat('0', 3_500_000));
        var json = $$"""{"bootId":"{{Guid.CreateVersion7()}}","sequence":1,"sentAt":"2026-11-20T12:00:00Z","readings":[{{rows}}]}""";
        var before = GC.GetTotalAllocatedBytes();

        using var response = await PostAsync(site, new StringContent(json, Encoding.UTF8, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Stop)).ShouldContain("too-many");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(200_000_000);
    }

    private static ByteArrayContent Compressed(string encoding, byte[] bytes)
    {
        var target = new MemoryStream();
        using (Stream stream = encoding == "br"
            ? new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(bytes);
        var content = new ByteArrayContent(target.ToArray());
        content.Headers.ContentEncoding.Add(encoding);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<HttpResponseMessage> PostAsync(TestSite site, HttpContent content)
    {
        using var client = site.Device();
        return await client.PostAsync(new Uri("/api/v1/telemetry", UriKind.Relative), content);
    }

    private static async Task<List<string>> StoredAsync(TestSite site) =>
        (await site.Host.QueryAsync(site.OrganisationId, "select r::text from telemetry.reading r order by source_id, at"))
            .ConvertAll(row => (string)row[0]!);
}
