using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clemap.Contracts;
using Clemap.Contracts.Telemetry;
using Clemap.Testing.SignIn;

namespace Clemap.Testing.Faults;

/// <summary>A device with an outbox: what it measured is kept and sent again until it is acknowledged.</summary>
/// <param name="server">Where it sends to.</param>
/// <param name="http">Without a token.</param>
/// <param name="seed">Of all that it does.</param>
public sealed class FaultDevice(Uri server, HttpClient http, int seed) : IDisposable
{
    private const int Sources = 2;

    private static readonly Uri Ingestion = new("/api/v1/telemetry", UriKind.Relative);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(60);

    private readonly Random random = new(seed);
    private readonly ConcurrentQueue<FaultBatch> outbox = new();
    private readonly List<FaultBatch> sent = [];
    private readonly HashSet<(Guid Source, DateTimeOffset Start)> touched = [];
    private DateTimeOffset next = Rounded(TimeProvider.System.GetUtcNow().AddHours(-30));
    private AuthenticationHeaderValue? token;

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid SiteId { get; } = Guid.CreateVersion7();

    public required Guid OrganisationId { get; init; }

    public DeviceKey Key { get; } = new();

    /// <summary>Its meters.</summary>
    public IReadOnlyList<Guid> SourceIds { get; } = [.. Enumerable.Range(0, Sources).Select(_ => Guid.CreateVersion7())];

    /// <summary>All good rows that it ever sent, by source and time.</summary>
    public Dictionary<(Guid Source, DateTimeOffset At), Reading> Rows { get; } = [];

    /// <summary>What was answered.</summary>
    public FaultCounts Counts { get; } = new();

    /// <summary>Measures a while: late, overlapping with what was sent before, with gaps, one row of now, and some of a day long ago that has no partition yet.</summary>
    public void Measure(int batches)
    {
        for (var made = 0; made < batches; made++)
        {
            var rows = new List<Reading>();
            var from = next - (FaultRows.Slot * random.Next(20));
            var slots = random.Next(20, 120);
            for (var slot = 0; slot < slots; slot++)
            {
                foreach (var source in SourceIds.Where(_ => random.Next(8) > 0))
                    rows.Add(Take(source, from + (FaultRows.Slot * slot)));
            }

            next = from + (FaultRows.Slot * (slots + (random.Next(6) == 0 ? random.Next(400) : 0)));
            if (next > TimeProvider.System.GetUtcNow().AddHours(-1))
                next = LongAgo();
            rows.Add(Take(SourceIds[0], Rounded(TimeProvider.System.GetUtcNow())));
            if (random.Next(4) == 0)
                rows.Add(Take(SourceIds[1], LongAgo()));
            if (random.Next(3) == 0)
                rows.AddRange(rows[..(rows.Count / 3)]);
            Put(FaultBatch.Of(random, [.. rows]));
        }
    }

    /// <summary>What was acknowledged before is sent again, as a device does whose memory was restored.</summary>
    public void Replay()
    {
        foreach (var batch in sent)
            outbox.Enqueue(batch);
    }

    /// <summary>Returns when all is acknowledged. The last row of each batch counts as much as the first.</summary>
    /// <param name="parallel">Requests at once.</param>
    public Task SendAsync(int parallel, CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, parallel).Select(async line =>
    {
        var choice = new Random(seed + line);
        while (outbox.TryDequeue(out var batch))
        {
            while (!await TryAsync(batch, choice, cancellationToken))
                await Task.Delay(choice.Next(20, 250), cancellationToken);
        }
    }));

    /// <summary>Quarter hours that it touched since it was last asked.</summary>
    public IReadOnlyList<(Guid Source, DateTimeOffset Start)> TakeTouched()
    {
        var list = touched.ToList();
        touched.Clear();
        return list;
    }

    /// <summary>A client with a token of this device.</summary>
    public async Task<HttpClient> ClientAsync(CancellationToken cancellationToken)
    {
        var client = new HttpClient { BaseAddress = server, Timeout = LongestAnswer };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Key.AccessTokenAsync(server, Id, cancellationToken));
        return client;
    }

    public void Dispose() => Key.Dispose();

    private static DateTimeOffset Rounded(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % FaultRows.Slot.Ticks), TimeSpan.Zero);

    private Reading Take(Guid source, DateTimeOffset at)
    {
        if (!Rows.TryGetValue((source, at), out var row))
            Rows[(source, at)] = row = FaultRows.Measured(seed + (source == SourceIds[0] ? 0 : 1), source, at);
        touched.Add((source, QuarterOf(at)));
        return row;
    }

    // Two days each time, too far from the next two for the gap between them to be filled: thousands of estimated quarter hours would only take the database's time.
    private DateTimeOffset LongAgo() => Rounded(TimeProvider.System.GetUtcNow().AddDays(-(40 * random.Next(1, 8)) - random.Next(2)));

    private void Put(FaultBatch batch)
    {
        sent.Add(batch);
        outbox.Enqueue(batch);
    }

    /// <summary>Start of the quarter hour, UTC.</summary>
    internal static DateTimeOffset QuarterOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.FromMinutes(15).Ticks), TimeSpan.Zero);

    private async Task<bool> TryAsync(FaultBatch batch, Random choice, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            token ??= new("Bearer", await Key.AccessTokenAsync(server, Id, cancellationToken));
            using var request = new HttpRequestMessage(HttpMethod.Post, Ingestion) { Content = batch.Content() };
            request.Headers.Authorization = token;
            // Now and then it hangs up in the middle; whether the rows were stored it does not know.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(choice.Next(15) == 0 ? TimeSpan.FromMilliseconds(choice.Next(1, 40)) : LongestAnswer);
            using var answer = await http.SendAsync(request, patience.Token);
            Counts.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                token = null;
            if (answer.StatusCode != HttpStatusCode.Accepted)
                return false;
            var told = await answer.Content.ReadFromJsonAsync(ContractsJson.Default.TelemetryAnswer, patience.Token);
            Counts.Acknowledged(batch, told!, since);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Counts.Cut();
            return false;
        }
        catch (Shouldly.ShouldAssertException)
        {
            Counts.Cut(); // the request for a token was answered, but with no token
            return false;
        }
    }
}
