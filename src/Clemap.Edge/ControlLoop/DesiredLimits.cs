using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Availability;
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

    private static readonly Dictionary<Guid, double> Nothing = [];

    private readonly Lock gate = new();
    private readonly EdgeConfiguration configuration;
    private readonly SiteTopology topology;
    private readonly Documents documents;
    private readonly TimeProvider time;
    private DesiredStateDocument wanted = AsCommissioned;
    private AvailabilityPlan plan = AvailabilityPlan.Nothing;
    private DateTimeOffset takenAt = DateTimeOffset.MinValue;
    private DesiredMoment moment = DesiredMoment.Of(AsCommissioned, Nothing, null);
    private DesiredMoment inForce;
    private DateTimeOffset appliedAt;
    private RefusedState? refused;

    public DesiredLimits(EdgeConfiguration configuration, SiteTopology topology, Documents documents, TimeProvider time)
    {
        (this.configuration, this.topology, this.documents, this.time) = (configuration, topology, documents, time);
        (appliedAt, inForce) = (time.GetUtcNow(), moment);
        // The electrician may have lowered a rating meanwhile: what is stored is checked like what arrives.
        if (documents.Find(Stored, ContractsJson.Default.DesiredStateDocument) is { } stored && Check(stored.Document, out var wishes) is null)
        {
            (wanted, plan, takenAt, appliedAt) = (stored.Document, wishes!.Plan(), stored.At, stored.At);
            inForce = Now();
        }
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

    /// <summary>
    /// What of it holds now. A clock that shows a time before the one at which the document came cannot be right: then every window counts, and the tariff
    /// does not, until it is.
    /// </summary>
    public DesiredMoment Now()
    {
        lock (gate)
        {
            DateTimeOffset? now = IsTimeKnown ? time.GetUtcNow() : null;
            var next = DesiredMoment.Of(wanted, plan.LimitsA(now), plan.IsLowTariff(now));
            return moment = next.IsAs(moment) ? moment : next;
        }
    }

    /// <summary>Why windows cannot go by the clock, in one sentence; <see langword="null"/> when they can, or when there are none.</summary>
    public string? TimeProblem
    {
        get
        {
            lock (gate)
                return IsTimeKnown || wanted is { Calendars: null, Tariff: null }
                    ? null
                    : FormattableString.Invariant($"The clock shows {time.GetUtcNow():u}, before the desired state came at {takenAt:u}: until it is right every window counts.");
        }
    }

    // The cloud's time came with the document; that much a clock may run behind it.
    private bool IsTimeKnown => takenAt - time.GetUtcNow() <= SiteClock.Tolerance;

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
        var refusal = Check(document, out var wishes);
        lock (gate)
        {
            refused = refusal;
            if (refusal is null)
                (wanted, plan, takenAt) = (document, wishes!.Plan(), time.GetUtcNow());
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
            (wanted, plan, refused) = (AsCommissioned, AvailabilityPlan.Nothing, null);
        Changed.Set();
        documents.Put(Stored, AsCommissioned, time.GetUtcNow(), ContractsJson.Default.DesiredStateDocument);
    }

    /// <summary>The orders that follow from this are out.</summary>
    public void MarkInForce(DesiredMoment done)
    {
        lock (gate)
        {
            if (ReferenceEquals(inForce, done))
                return;
            if (!ReferenceEquals(inForce.Wanted, done.Wanted))
                appliedAt = time.GetUtcNow();
            inForce = done;
        }
        InForceChanged.Set();
    }

    public ReportedState Report(string software)
    {
        lock (gate)
            return new ReportedState(
                inForce.Wanted.Version,
                appliedAt,
                refused,
                configuration.Circuits.ToDictionary(
                    circuit => circuit.Id,
                    circuit => Math.Min(circuit.RatingA, inForce.Effective.Circuits.GetValueOrDefault(circuit.Id)?.LimitA ?? circuit.RatingA)),
                configuration.Stations.Where(station => !StationModels.IsMember(station.Model)).ToDictionary(
                    station => station.Id,
                    station => Math.Min(station.MaximumA, inForce.Effective.Stations.GetValueOrDefault(station.Id)?.LimitA ?? station.MaximumA)),
                software)
            {
                Features = DeviceFeature.All,
                WindowLimitsA = inForce.WindowLimitsA.Count == 0 ? null : inForce.WindowLimitsA,
                LowTariff = inForce.LowTariff,
                PeakCapW = World.PeakCapW(configuration.PeakCapW, inForce.Effective),
            };
    }

    private RefusedState? Check(DesiredStateDocument document, out Wishes? wishes)
    {
        wishes = null;
        if (Wholeness.FirstGap(document) is var (subject, field))
            return new RefusedState(document.Version, LimitRefusalCodes.NotANumber, subject, $"The wish {field} is empty.");
        wishes = WishesOf.Document(document);
        return WishRules.Check(topology, wishes) is [var first, ..] refusals
            ? new RefusedState(document.Version, first.Code, first.SubjectId, InWords(refusals))
            : null;
    }

    // One sentence for each field; the cloud takes a thousand characters.
    private static string InWords(IReadOnlyList<WishRefusal> refusals)
    {
        string all = Sentence(refusals[0]);
        foreach (var (i, refusal) in refusals.Index().Skip(1))
        {
            if (all.Length + Sentence(refusal).Length > 900)
                return $"{all} And {refusals.Count - i} more.";
            all = $"{all} {Sentence(refusal)}";
        }
        return all;
    }

    // A limit's sentence names its circuit or station; of many windows it must be said which.
    private static string Sentence(WishRefusal refusal) =>
        refusal.Field.StartsWith("circuits.", StringComparison.Ordinal) || refusal.Field.StartsWith("stations.", StringComparison.Ordinal)
            ? refusal.Message
            : $"{refusal.Field}: {refusal.Message}";
}
