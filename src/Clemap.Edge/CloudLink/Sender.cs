using System.Net;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Empties the outbox: what is live first, then history. A row leaves only by a 202 that covers it. A row that the cloud refuses is set aside with the
/// reason; a batch that is refused whole is halved until the row that spoils it is found.
/// </summary>
internal sealed class Sender(CloudClient cloud, ReadingStore readings, Backfill backfill, SiteClock clock, ILogger log)
{
    /// <summary>The cloud takes such a row later: it is no fault of the row.</summary>
    public const string InTheFuture = "in-the-future";
    private const int LargestBatch = 1000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Guid bootId = Guid.CreateVersion7();
    private long sequence;
    private int batchSize = LargestBatch;

    public async Task SendAsync(CancellationToken cancellation)
    {
        if (readings.NextLive(batchSize) is { Count: > 0 } live)
        {
            await SendAsync(live, cancellation);
        }
        else if (backfill.MayGo() && readings.NextHistory(batchSize) is { Count: > 0 } history)
        {
            await SendHistoryAsync(history, cancellation);
        }
        else
        {
            await readings.Filled.WaitAsync(LookEvery, clock, cancellation);
        }
    }

    private async Task SendHistoryAsync(IReadOnlyList<WaitingReading> history, CancellationToken cancellation)
    {
        long begun = clock.GetTimestamp();
        try
        {
            await SendAsync(history, cancellation);
        }
        catch (CloudException full) when (full.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        {
            // What is measured meanwhile goes on: the cloud has room of its own for it.
            log.LogInformation("The cloud has no room for history, again in {RestS:0} s: {Message}", backfill.Rest(full).TotalSeconds, full.Message);
            return;
        }
        await backfill.PauseAsync(clock.GetElapsedTime(begun), cancellation);
    }

    private async Task SendAsync(IReadOnlyList<WaitingReading> waiting, CancellationToken cancellation)
    {
        TelemetryAnswer answer;
        try
        {
            var batch = new TelemetryBatch(
                bootId, ++sequence, clock.GetUtcNow(), [.. waiting.Select(row => row.Reading)], clock.Offset?.TotalSeconds, readings.CountWaiting(), readings.Oldest());
            answer = await cloud.SendAsync(batch, cancellation);
            backfill.Works();
        }
        catch (CloudException refusal) when (refusal.IsFinal)
        {
            batchSize = Math.Max(1, waiting.Count / 2);
            if (waiting.Count == 1)
                SetAside(waiting[0], refusal.Message);
            return;
        }
        catch
        {
            backfill.Failed();
            throw;
        }
        if (answer.Accepted + answer.Duplicates + answer.Rejected.Count != waiting.Count)
            throw new IOException($"The cloud answered for {answer.Accepted + answer.Duplicates + answer.Rejected.Count} of {waiting.Count} readings; all are kept.");
        batchSize = LargestBatch;
        Take(answer, waiting);
    }

    private void Take(TelemetryAnswer answer, IReadOnlyList<WaitingReading> waiting)
    {
        var refused = answer.Rejected.Where(row => row.Index >= 0 && row.Index < waiting.Count).DistinctBy(row => row.Index).ToDictionary(row => row.Index);
        readings.MarkSent(waiting.Where((_, index) => !refused.ContainsKey(index)));
        foreach (var (index, row) in refused.Where(row => row.Value.Reason != InTheFuture))
            SetAside(waiting[index], row.Field is null ? row.Reason : $"{row.Reason}:{row.Field}");
        if (refused.Values.Count(row => row.Reason == InTheFuture) is var early and > 0)
            throw new IOException($"{early} readings were stamped by a clock that was ahead; they are kept until the cloud takes them.");
    }

    private void SetAside(WaitingReading row, string reason)
    {
        log.LogError("The reading of {Source} at {At:u} is refused and kept aside: {Reason}", row.Source, row.Reading.At, reason);
        readings.SetAside(row, reason);
    }
}
