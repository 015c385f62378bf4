using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Clemap.Contracts.Telemetry;

namespace Clemap.Testing.Faults;

/// <summary>What a device was told.</summary>
public sealed class FaultCounts
{
    private readonly ConcurrentDictionary<HttpStatusCode, int> statuses = new();
    private readonly ConcurrentQueue<string> wrong = new();
    private readonly ConcurrentQueue<(long Begun, long Ended)> acknowledgements = new();
    private long accepted;
    private long duplicates;
    private int cuts;

    /// <summary>Rows that were told to be new.</summary>
    public long Accepted => Interlocked.Read(ref accepted);

    /// <summary>Rows that were told to be there already.</summary>
    public long Duplicates => Interlocked.Read(ref duplicates);

    /// <summary>Requests without an answer, those that were sent away, and those for a token that were refused.</summary>
    public int Unanswered => cuts + statuses.Where(one => one.Key != HttpStatusCode.Accepted).Sum(one => one.Value);

    /// <summary>Answers by their status.</summary>
    public IReadOnlyDictionary<HttpStatusCode, int> Statuses => statuses;

    /// <summary>Answers that broke the contract, one sentence each.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <summary>When requests that were acknowledged began and ended, as <see cref="Stopwatch"/> counts.</summary>
    public IReadOnlyCollection<(long Begun, long Ended)> Acknowledgements => acknowledgements;

    internal void Add(HttpStatusCode status) => statuses.AddOrUpdate(status, 1, static (_, count) => count + 1);

    internal void Cut() => Interlocked.Increment(ref cuts);

    internal void Acknowledged(FaultBatch batch, TelemetryAnswer answer, long begun)
    {
        acknowledgements.Enqueue((begun, Stopwatch.GetTimestamp()));
        Interlocked.Add(ref accepted, answer.Accepted);
        Interlocked.Add(ref duplicates, answer.Duplicates);
        if (answer.Accepted + answer.Duplicates != batch.Good.Count)
            wrong.Enqueue($"{answer.Accepted} accepted and {answer.Duplicates} duplicates, but {batch.Good.Count} good rows were sent.");
        if (!answer.Rejected.Select(row => row.Index).SequenceEqual(batch.Spoilt))
            wrong.Enqueue($"Refused were rows {string.Join(',', answer.Rejected.Select(row => row.Index))}, but spoilt were {string.Join(',', batch.Spoilt)}.");
    }
}
