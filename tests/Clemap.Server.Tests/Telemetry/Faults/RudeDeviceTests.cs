using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests.Telemetry.Faults;

/// <summary>One device, or somebody else at the database, takes more than its share or sends what it should not; the others are served.</summary>
public sealed class RudeDeviceTests(FaultFixture faults) : IClassFixture<FaultFixture>
{
    private static readonly Uri Ingestion = new("/api/v1/telemetry", UriKind.Relative);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Garbage_is_refused_with_its_rule_and_the_others_are_acknowledged()
    {
        using var rude = await faults.Fleet.Devices[0].ClientAsync(Cancel);
        var random = new Random(faults.Seed);
        var sending = faults.Fleet.SendAsync(3, Cancel);
        do
        {
            foreach (var body in Garbage(random))
            {
                using (body)
                {
                    using var answer = await rude.PostAsync(Ingestion, body, Cancel);
                    ((int)answer.StatusCode).ShouldBeInRange(400, 429, $"Seed {faults.Seed}");
                }
            }
        }
        while (!sending.IsCompleted);
        await sending;

        await faults.AllIsWellAsync(Cancel);
    }

    [Fact]
    public async Task Flood_of_one_organisation_is_sent_away_and_the_others_are_acknowledged_within_a_second()
    {
        var flooding = faults.Fleet.Devices[0];
        using var rude = await flooding.ClientAsync(Cancel);
        // Bodies that never end hold their places: a hundred and sixty requests on lines that hang.
        using var hanging = new HangingRequests(faults.Server.Process.Address, rude.DefaultRequestHeaders.Authorization!);
        while (!await hanging.OneIsAnsweredAsync("HTTP/1.1 429", Cancel))
            await hanging.AddAsync(Cancel);

        var others = faults.Fleet.Devices.Where(device => device.OrganisationId != flooding.OrganisationId).ToList();
        var since = Stopwatch.GetTimestamp();
        for (var turn = 0; turn < 10; turn++)
        {
            foreach (var device in others)
            {
                device.Measure(1);
                await device.SendAsync(1, Cancel);
            }
        }

        var took = others.SelectMany(device => device.Counts.Acknowledgements).Where(one => one.Begun >= since)
            .Select(one => Stopwatch.GetElapsedTime(one.Begun, one.Ended)).Order().ToList();
        others.ShouldAllBe(device => !device.Counts.Statuses.ContainsKey(HttpStatusCode.TooManyRequests));
        // One in twenty may meet a pause of a machine that runs other tests.
        took[took.Count * 19 / 20].ShouldBeLessThan(Soon);

        hanging.Dispose();
        flooding.Measure(1);
        await flooding.SendAsync(1, Cancel);
        await faults.AllIsWellAsync(Cancel);
    }

    [Fact]
    public async Task Replay_of_what_was_acknowledged_changes_nothing()
    {
        await faults.Fleet.SendAsync(3, Cancel);
        var told = faults.Fleet.Devices.ConvertAll(device => device.Counts.Accepted);
        foreach (var device in faults.Fleet.Devices)
            device.Replay();
        await Task.WhenAll(faults.Fleet.Devices.Select(device => device.SendAsync(4, Cancel)));

        faults.Fleet.Devices.ConvertAll(device => device.Counts.Accepted).ShouldBe(told);
        await faults.AllIsWellAsync(Cancel);
    }

    [Fact]
    public async Task Without_a_connection_to_be_had_devices_are_asked_to_come_back()
    {
        await LimitAsync(0);
        try
        {
            var sending = faults.Fleet.SendAsync(3, Cancel);
            var since = Stopwatch.GetTimestamp();
            while (!faults.Fleet.WasAnswered(HttpStatusCode.ServiceUnavailable) && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30))
                await Task.Delay(50, Cancel);
            faults.Fleet.WasAnswered(HttpStatusCode.ServiceUnavailable).ShouldBeTrue();
            sending.IsCompleted.ShouldBeFalse("nothing can be acknowledged that cannot be stored");
            await LimitAsync(-1);
            await sending;
        }
        finally
        {
            await LimitAsync(-1);
        }

        await faults.AllIsWellAsync(Cancel);
    }

    [Fact]
    public async Task Without_a_database_a_token_is_put_off_and_not_refused()
    {
        var device = faults.Fleet.Devices[0];
        using var http = new HttpClient { BaseAddress = faults.Server.Process.Address };
        await LimitAsync(0, "clemap_app");
        try
        {
            using var answer = await DeviceKey.AskAsync(http, device.Id, device.Key.Assertion(device.Id, http.BaseAddress.AbsoluteUri, TimeProvider.System.GetUtcNow()), Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }
        finally
        {
            await LimitAsync(-1, "clemap_app");
        }

        await faults.Server.Process.ReadyAsync(Cancel);
        (await device.Key.AccessTokenAsync(http.BaseAddress, device.Id, Cancel)).ShouldNotBeEmpty();
    }

    // As when others have taken them all: those that the role holds end, and new ones are refused (53300).
    private Task<long> LimitAsync(int connections, string role = "clemap_ingest") => faults.Server.AskAsync<long>(
        $"alter role {role} connection limit {connections}; select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = '{role}'", Cancel);

    private static IEnumerable<HttpContent> Garbage(Random random)
    {
        var bytes = new byte[random.Next(1, 20_000)];
        random.NextBytes(bytes);
        yield return new ByteArrayContent(bytes);
        yield return new StringContent("""{"bootId":"01900000-0000-7000-8000-000000000001","sequence":1,"sentAt":"2026-01-01T00:00:00Z","readings":[{"sourceId":""");
        yield return new StringContent($$"""{"readings":{{new string('[', 5_000)}}""");
        yield return new StringContent("\"\\ud800\"", Encoding.UTF8, "application/json");
        var spoilt = new ByteArrayContent(bytes);
        spoilt.Headers.ContentEncoding.Add("gzip");
        yield return spoilt;
        var unknown = new ByteArrayContent(bytes);
        unknown.Headers.ContentEncoding.Add("zstd-of-ours");
        yield return unknown;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var megabyte = 0; megabyte < 20; megabyte++)
                gzip.Write(new byte[1024 * 1024]);
        }

        var bomb = new ByteArrayContent(packed.ToArray());
        bomb.Headers.ContentEncoding.Add("gzip");
        yield return bomb;
    }
}
