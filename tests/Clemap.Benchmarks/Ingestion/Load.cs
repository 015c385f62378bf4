using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>Devices that send batches one after the other, as many at once as there are devices here, and count what was acknowledged.</summary>
internal sealed class Load(Fleet fleet, int slots)
{
    private readonly Dictionary<Guid, BatchTemplate> templates = fleet.Devices.ToDictionary(device => device.Id, device => new BatchTemplate(device.Sources, slots));

    public int RowsOfABatch => templates.Values.First().Rows;

    public int BytesOfABatch => templates.Values.First().Bytes;

    /// <summary>As fast as it is acknowledged.</summary>
    public Task<LoadResult> FullAsync(TimeSpan time) => RunAsync(time, null);

    /// <summary>At a steady pace, whether the last one is acknowledged or not; a batch that has to wait for its device counts from when it was due.</summary>
    /// <param name="readingsPerSecond">Of all devices together.</param>
    public Task<LoadResult> PacedAsync(TimeSpan time, double readingsPerSecond) =>
        RunAsync(time, TimeSpan.FromSeconds(fleet.Devices.Count * RowsOfABatch / readingsPerSecond));

    /// <summary>One batch after the other until a device has sent everything before that time.</summary>
    public Task UntilAsync(DateTimeOffset end) => Task.WhenAll(fleet.Devices.Select(async device =>
    {
        using var http = fleet.Client();
        while (device.Next < end)
            await SendAsync(http, device, new LoadResult());
    }));

    private async Task<LoadResult> RunAsync(TimeSpan time, TimeSpan? pace)
    {
        var result = new LoadResult();
        await fleet.RenewAsync();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(fleet.Devices.Select((device, index) => Task.Run(async () =>
        {
            using var http = fleet.Client();
            var due = pace is { } each ? each * index / fleet.Devices.Count : TimeSpan.Zero;
            while (watch.Elapsed < time)
            {
                if (pace is { } step)
                {
                    if (due > watch.Elapsed)
                        await Task.Delay(due - watch.Elapsed);
                    var from = due;
                    due += step;
                    await SendAsync(http, device, result);
                    result.Took(watch.Elapsed - from);
                }
                else
                {
                    var from = watch.Elapsed;
                    await SendAsync(http, device, result);
                    result.Took(watch.Elapsed - from);
                }
            }
        })));
        result.Elapsed = watch.Elapsed;
        return result;
    }

    private async Task SendAsync(HttpClient http, FleetDevice device, LoadResult result)
    {
        var template = templates[device.Id];
        await SendAsync(fleet, http, device, template.At(device.Next, TimeProvider.System.GetUtcNow()), result);
        device.Next = device.Next.AddSeconds(10 * template.Slots);
    }

    /// <summary>Until it is acknowledged: comes back when it is told to, and with a new token when its own is too old.</summary>
    public static async Task SendAsync(Fleet fleet, HttpClient http, FleetDevice device, ReadOnlyMemory<byte> body, LoadResult result)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/telemetry") { Content = new ReadOnlyMemoryContent(body) };
            request.Headers.Authorization = device.Token;
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.ExpectContinue = body.Length > TelemetryBatch.LargeBodyBytes;
            using var answer = await TryAsync(http, request);
            switch (answer?.StatusCode)
            {
                case HttpStatusCode.Accepted:
                    result.Acknowledged((await answer.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer))!);
                    return;
                case null or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                    result.SentAway();
                    await Task.Delay(answer?.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                    break;
                case HttpStatusCode.Unauthorized:
                    await fleet.RenewAsync(device, CancellationToken.None);
                    break;
                default:
                    throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    /// <returns>Null when the line broke: whoever is sent away after it began to send finds it closed.</returns>
    private static async Task<HttpResponseMessage?> TryAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

internal sealed class LoadResult
{
    private readonly ConcurrentBag<double> tookMs = [];
    private long accepted;
    private long duplicates;
    private long sentAway;

    public TimeSpan Elapsed { get; set; }

    public long Accepted => accepted;

    public long Duplicates => duplicates;

    /// <summary>Answers 429 and 503.</summary>
    public long TimesSentAway => sentAway;

    public int Batches => tookMs.Count;

    public double PerSecond => accepted / Elapsed.TotalSeconds;

    /// <summary>Of the time to the acknowledgement, ms.</summary>
    public double Percentile(double share)
    {
        var sorted = tookMs.Order().ToList();
        return Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))], 1);
    }

    public void Took(TimeSpan time) => tookMs.Add(time.TotalMilliseconds);

    /// <exception cref="InvalidOperationException">Something was refused: then nothing that is measured here means anything.</exception>
    public void Acknowledged(TelemetryAnswer answer)
    {
        if (answer.Rejected.Count > 0)
            throw new InvalidOperationException($"A reading was refused: {answer.Rejected[0]}");
        Interlocked.Add(ref accepted, answer.Accepted);
        Interlocked.Add(ref duplicates, answer.Duplicates);
    }

    public void SentAway() => Interlocked.Increment(ref sentAway);
}
