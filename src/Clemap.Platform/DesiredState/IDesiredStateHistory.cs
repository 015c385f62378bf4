using System.Text.Json.Serialization;
using Clemap.Contracts.DesiredState;

namespace Clemap.Platform.DesiredState;

/// <summary>What was and is wanted of a site's device, and what became of it. A site that is unknown or another organisation's gives <see langword="null"/>.</summary>
public interface IDesiredStateHistory
{
    Task<DesiredStateStanding?> FindAsync(Guid siteId, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="before">Only older versions than this; <see langword="null"/> for the newest.</param>
    /// <param name="limit">At most so many.</param>
    Task<VersionPage?> ListAsync(Guid siteId, long? before, int limit, CancellationToken cancellationToken);

    /// <summary><see langword="null"/> also when there is no such version; 0 is before the first.</summary>
    Task<DesiredVersion?> FindAsync(Guid siteId, long version, CancellationToken cancellationToken);

    /// <summary>From one version to another, in either direction; 0 is before the first. <see langword="null"/> also when there is no such version.</summary>
    Task<VersionDifference?> CompareAsync(Guid siteId, long from, long to, CancellationToken cancellationToken);
}

/// <summary>Wanted, in force or refused, and since when.</summary>
/// <param name="Wanted">The newest version; of number 0 when nothing was ever wanted.</param>
/// <param name="State">What became of it.</param>
/// <param name="Since">Of the state, UTC; <see langword="null"/> when nothing was ever wanted.</param>
/// <param name="Reported">What the device said last: what is in force; <see langword="null"/> before its first report.</param>
/// <param name="ReportedAt">When that came, UTC.</param>
public sealed record DesiredStateStanding(DesiredVersion Wanted, StandingState State, DateTimeOffset? Since, ReportedState? Reported, DateTimeOffset? ReportedAt);

[JsonConverter(typeof(JsonStringEnumConverter<StandingState>))]
public enum StandingState
{
    /// <summary>Nothing was ever wanted: all is as commissioned.</summary>
    [JsonStringEnumMemberName("as-commissioned")] AsCommissioned,

    /// <summary>The device is there and has not answered yet.</summary>
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>The device was not heard for a while; it takes the newest version when it is back.</summary>
    [JsonStringEnumMemberName("silent")] Silent,
    [JsonStringEnumMemberName("in-force")] InForce,
    [JsonStringEnumMemberName("refused")] Refused,
}

/// <param name="At">UTC; <see langword="null"/> for version 0.</param>
/// <param name="ById">Person or API client; <see langword="null"/> when it was the system.</param>
/// <param name="By">Name, as far as it is known.</param>
public sealed record DesiredVersion(long Version, DateTimeOffset? At, Guid? ById, string? By, DesiredStateDocument Document);

/// <param name="Next">Goes into <c>before</c> for the older ones; <see langword="null"/> when there are none.</param>
public sealed record VersionPage(IReadOnlyList<VersionSummary> Versions, long? Next);

/// <param name="Changes">From the version before it.</param>
public sealed record VersionSummary(long Version, DateTimeOffset At, Guid? ById, string? By, IReadOnlyList<DifferencePart> Changes);

public sealed record VersionDifference(long From, long To, IReadOnlyList<DifferencePart> Changes);
