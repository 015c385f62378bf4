using Clemap.Contracts.DesiredState;

namespace Clemap.Platform.DesiredState;

/// <summary>Changes what the cloud wants of a site's device. Each change is a new version with its audit row, in one transaction.</summary>
public interface IDesiredStates
{
    /// <summary>Applies the change on top of the newest version.</summary>
    /// <returns>The new document, or why not; an unknown or foreign site is <see cref="DesiredStateProblem.NotFound"/>.</returns>
    Task<DesiredStateResult> ChangeAsync(Guid siteId, DesiredStateChange change, CancellationToken cancellationToken);
}

/// <summary>Only what is named changes. A <see langword="null"/> limit takes the wish back ("as commissioned").</summary>
/// <param name="ExpectedVersion">The version that the person looked at; <see langword="null"/> to change whatever is newest.</param>
public sealed record DesiredStateChange(
    long? ExpectedVersion = null,
    IReadOnlyDictionary<Guid, double?>? CircuitLimitsA = null,
    IReadOnlyDictionary<Guid, double?>? StationLimitsA = null,
    IReadOnlyDictionary<Guid, StationPriority>? StationPriorities = null);

public enum DesiredStateProblem
{
    NotFound,
    VersionConflict,
    Invalid,
}

/// <summary>Either <paramref name="Document"/> or <paramref name="Problem"/> is set.</summary>
/// <param name="Field">For <see cref="DesiredStateProblem.Invalid"/>: JSON path of the value, for example <c>circuitLimitsA.01900…</c>.</param>
/// <param name="Message">For people, English; pages translate by <paramref name="Code"/>.</param>
public sealed record DesiredStateResult(
    DesiredStateDocument? Document, DesiredStateProblem? Problem = null, string? Code = null, string? Field = null, string? Message = null);
