using System.Text.Json.Serialization;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Platform.Http;

namespace Clemap.Platform.DesiredState.Rollouts;

/// <summary>One change for many sites: looked at before anything is written, then rolled out in stages.</summary>
public interface IRollouts
{
    /// <summary>Of one roll-out.</summary>
    const int MostSites = 500;

    /// <summary>What would change at each site, and which would not take it and why. Nothing is written.</summary>
    Task<(IReadOnlyList<SitePreview> Sites, BrokenRule? Broken)> PreviewAsync(BulkChangeRequest request, CancellationToken cancellationToken);

    /// <summary>Begins with the first stage at once. The same key again gives the roll-out that it began.</summary>
    Task<(Rollout? Rollout, BrokenRule? Broken)> StartAsync(BulkChangeRequest request, string? key, CancellationToken cancellationToken);

    /// <summary>Newest first, at most a hundred, with their counts and without their sites.</summary>
    Task<IReadOnlyList<Rollout>> ListAsync(CancellationToken cancellationToken);

    /// <summary>With a page of its sites; <see langword="null"/> when there is none.</summary>
    Task<Rollout?> FindAsync(Guid id, RolloutSitePage page, CancellationToken cancellationToken);

    /// <summary>Does one step: goes on, stops or takes back. It, and what is written from then on, is the caller's.</summary>
    /// <returns><see langword="null"/> when there is no such roll-out; else with <c>IsDone</c> false when its state has no such step.</returns>
    Task<(Rollout Rollout, bool IsDone)?> StepAsync(Guid id, RolloutStep step, CancellationToken cancellationToken);
}

/// <param name="SiteIds">Each once; they are changed in this order.</param>
/// <param name="First">Sites of the first stage.</param>
/// <param name="Each">Sites of each further stage.</param>
/// <param name="Automatic">False: waits for a person after the first stage.</param>
public sealed record BulkChangeRequest(IReadOnlyList<Guid> SiteIds, BulkChange Change, int First = 1, int Each = 20, bool Automatic = true);

/// <summary>A change in words that hold at every site. Only what is named changes.</summary>
/// <param name="GridConnection">Limit of the whole site; an empty one takes it back.</param>
/// <param name="Calendar">Windows of the whole site; one without windows takes them back.</param>
/// <param name="Mode">As in <see cref="DesiredStateChange"/>, and so are the others.</param>
public sealed record BulkChange(CircuitWish? GridConnection = null, CalendarWish? Calendar = null, ControlMode? Mode = null, TariffWish? Tariff = null, GridWish? Grid = null)
{
    /// <summary>The change at a site with this model.</summary>
    public DesiredStateChange At(SiteModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var connection = model.Circuits.First(circuit => circuit.ParentId is null).Id;
        return new(
            CircuitLimitsA: GridConnection is null ? null : new Dictionary<Guid, double?> { [connection] = GridConnection.LimitA },
            Calendars: Calendar is null ? null : new Dictionary<Guid, CalendarWish?> { [connection] = Calendar },
            Mode: Mode,
            Tariff: Tariff,
            Grid: Grid);
    }
}

/// <param name="Difference">What would change; empty when the site has it already, or would not take it.</param>
/// <param name="Problem">Why it would not take it; <see langword="null"/> when it would.</param>
public sealed record SitePreview(Guid SiteId, string Name, IReadOnlyList<DifferencePart> Difference, BrokenRule? Problem);

/// <summary>Which of a roll-out's sites are asked for, in the order in which they are changed.</summary>
/// <param name="After">As <see cref="Rollout.Next"/> of the page before; <see langword="null"/> for the first.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="IsTroubleOnly">Only those that need a person: refused, silent, with another device, or not taken back.</param>
public sealed record RolloutSitePage(int? After = null, int Limit = RolloutSitePage.Usual, bool IsTroubleOnly = false)
{
    /// <summary>Sites of a page, when nobody says how many.</summary>
    public const int Usual = 100;
}

/// <param name="ById">Person who began it.</param>
/// <param name="By">Name, as far as it is known.</param>
/// <param name="MovedById">Who did the last step; what is written since is in that person's name.</param>
/// <param name="Stage">Of the sites that are being changed, from 0.</param>
/// <param name="Counts">All its sites by their state.</param>
/// <param name="Sites">A page of them; none in a list of roll-outs.</param>
/// <param name="Next">Goes into <c>after</c> for the next page; <see langword="null"/> when there is none.</param>
public sealed record Rollout(
    Guid Id, BulkChange Change, RolloutState State, int Stage, int First, int Each, bool Automatic, Guid? ById, string? By, Guid? MovedById, string? MovedBy, DateTimeOffset At,
    IReadOnlyDictionary<RolloutSiteState, int> Counts, IReadOnlyList<RolloutSite> Sites, int? Next);

/// <param name="Version">The version that wants it; <see langword="null"/> when none was written.</param>
/// <param name="Code">Why it was refused, left as it is, or not taken back.</param>
/// <param name="ChangedAt">When it came into this state, UTC.</param>
/// <param name="IsChangedSince">There is a later version: it may want something else, and is not taken back.</param>
public sealed record RolloutSite(
    Guid SiteId, string Name, int Stage, RolloutSiteState State, long? Version, string? Code, string? Message, DateTimeOffset ChangedAt, bool IsChangedSince);

[JsonConverter(typeof(JsonStringEnumConverter<RolloutState>))]
public enum RolloutState
{
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>The first stage is in force, and a person says whether to go on.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>A site refused or was silent for too long; a person says whether to go on without it.</summary>
    [JsonStringEnumMemberName("halted")] Halted,

    /// <summary>By a person.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
    [JsonStringEnumMemberName("done")] Done,
    [JsonStringEnumMemberName("undoing")] Undoing,
    [JsonStringEnumMemberName("undone")] Undone,

    /// <summary>Taken back, but not at each site: it may be asked for again.</summary>
    [JsonStringEnumMemberName("undone-in-part")] UndoneInPart,
}

[JsonConverter(typeof(JsonStringEnumConverter<RolloutSiteState>))]
public enum RolloutSiteState
{
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>It is wanted; the device has not answered yet.</summary>
    [JsonStringEnumMemberName("wanted")] Wanted,

    /// <summary>The version that wants it, or a later one.</summary>
    [JsonStringEnumMemberName("in-force")] InForce,

    /// <summary>In force, and the site had it already: there is nothing to take back.</summary>
    [JsonStringEnumMemberName("unchanged")] Unchanged,

    /// <summary>By the rules, or by the device.</summary>
    [JsonStringEnumMemberName("refused")] Refused,

    /// <summary>The device did not answer in time. It takes the change when it is back.</summary>
    [JsonStringEnumMemberName("silent")] Silent,

    /// <summary>What was wanted before is wanted again.</summary>
    [JsonStringEnumMemberName("undone")] Undone,

    /// <summary>Somebody changed the site since: it was left as it is.</summary>
    [JsonStringEnumMemberName("kept")] Kept,

    /// <summary>It could not be taken back, for the reason that is told; that may be asked for again.</summary>
    [JsonStringEnumMemberName("not-undone")] NotUndone,

    /// <summary>Another device stands at the site, or none: what was wanted of the one before says nothing of it, and is not taken back.</summary>
    [JsonStringEnumMemberName("device-replaced")] DeviceReplaced,
}

[JsonConverter(typeof(JsonStringEnumConverter<RolloutStep>))]
public enum RolloutStep
{
    [JsonStringEnumMemberName("continue")] Continue,
    [JsonStringEnumMemberName("stop")] Stop,
    [JsonStringEnumMemberName("undo")] Undo,
}
