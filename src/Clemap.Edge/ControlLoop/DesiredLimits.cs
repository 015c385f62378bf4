using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.LoadControl.FailSafe;
using Clemap.LoadControl.Topology;

namespace Clemap.Edge.ControlLoop;

/// <summary>
/// The desired state of the cloud: a version comes into force whole or is refused whole. The last good one stays in force over a restart,
/// cloud or no cloud.
/// </summary>
internal sealed class DesiredLimits
{
    private const string Stored = "desired-state";
    private static readonly DesiredStateDocument AsCommissioned =
        new(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>());

    private readonly Lock gate = new();
    private readonly EdgeConfiguration configuration;
    private readonly SiteTopology topology;
    private readonly Documents documents;
    private readonly TimeProvider time;
    private DesiredStateDocument wanted = AsCommissioned;
    private DesiredStateDocument inForce = AsCommissioned;
    private DateTimeOffset appliedAt;
    private RefusedState? refused;

    public DesiredLimits(EdgeConfiguration configuration, SiteTopology topology, Documents documents, TimeProvider time)
    {
        (this.configuration, this.topology, this.documents, this.time) = (configuration, topology, documents, time);
        appliedAt = time.GetUtcNow();
        // The electrician may have lowered a rating meanwhile: what is stored is checked like what arrives.
        if (documents.Find(Stored, ContractsJson.Default.DesiredStateDocument) is { } stored && Check(stored.Document) is null)
            (wanted, inForce, appliedAt) = (stored.Document, stored.Document, stored.At);
    }

    /// <summary>Wakes the control loop: a new limit does not wait for the next second.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Wakes the reporter.</summary>
    public Signal InForceChanged { get; } = new();

    public DesiredStateDocument Wanted
    {
        get
        {
            lock (gate)
                return wanted;
        }
    }

    /// <summary>Version of the last event that was taken or refused: where the stream resumes.</summary>
    public long LastSeenVersion
    {
        get
        {
            lock (gate)
                return Math.Max(wanted.Version, refused?.Version ?? 0);
        }
    }

    /// <returns>Why it was refused; <see langword="null"/> when it comes into force with the next cycle, which starts at once.</returns>
    public RefusedState? Offer(DesiredStateDocument document)
    {
        var refusal = Check(document);
        lock (gate)
        {
            refused = refusal;
            if (refusal is null)
                wanted = document;
        }
        if (refusal is null)
        {
            // First into force, then onto the disk: one that is full must not keep a limit from being lowered.
            Changed.Set();
            documents.Put(Stored, document, time.GetUtcNow(), ContractsJson.Default.DesiredStateDocument);
        }
        else
        {
            InForceChanged.Set();
        }
        return refusal;
    }

    /// <summary>Whoever wanted it has nothing to say any more: as commissioned.</summary>
    public void Forget()
    {
        lock (gate)
            (wanted, refused) = (AsCommissioned, null);
        Changed.Set();
        documents.Put(Stored, AsCommissioned, time.GetUtcNow(), ContractsJson.Default.DesiredStateDocument);
    }

    /// <summary>The orders that follow from this document are out.</summary>
    public void MarkInForce(DesiredStateDocument document)
    {
        lock (gate)
        {
            if (ReferenceEquals(inForce, document))
                return;
            (inForce, appliedAt) = (document, time.GetUtcNow());
        }
        InForceChanged.Set();
    }

    public ReportedState Report(string software)
    {
        lock (gate)
            return new ReportedState(
                inForce.Version,
                appliedAt,
                refused,
                configuration.Circuits.ToDictionary(
                    circuit => circuit.Id,
                    circuit => Math.Min(circuit.RatingA, inForce.Circuits.GetValueOrDefault(circuit.Id)?.LimitA ?? circuit.RatingA)),
                configuration.Stations.Where(station => !StationModels.IsMember(station.Model)).ToDictionary(
                    station => station.Id,
                    station => Math.Min(station.MaximumA, inForce.Stations.GetValueOrDefault(station.Id)?.LimitA ?? station.MaximumA)),
                software);
    }

    private RefusedState? Check(DesiredStateDocument document)
    {
        // JSON can hold null where a wish belongs.
        foreach (var subject in document.Circuits.Where(wish => wish.Value is null).Select(wish => wish.Key)
            .Concat(document.Stations.Where(wish => wish.Value is null).Select(wish => wish.Key)))
            return new RefusedState(document.Version, LimitRefusalCodes.NotANumber, subject, $"The wish for {subject} is empty.");
        var refusals = LimitRules.Check(
            topology,
            document.Circuits.ToDictionary(wish => wish.Key, wish => wish.Value.LimitA),
            document.Stations.ToDictionary(wish => wish.Key, wish => wish.Value.LimitA));
        return refusals is [var first, ..]
            ? new RefusedState(document.Version, first.Code, first.SubjectId, InWords(refusals))
            : null;
    }

    // One sentence for each field; the cloud takes a thousand characters.
    private static string InWords(IReadOnlyList<LimitRefusal> refusals)
    {
        string all = refusals[0].Message;
        foreach (var (i, refusal) in refusals.Index().Skip(1))
        {
            if (all.Length + refusal.Message.Length > 900)
                return $"{all} And {refusals.Count - i} more.";
            all = $"{all} {refusal.Message}";
        }
        return all;
    }
}
