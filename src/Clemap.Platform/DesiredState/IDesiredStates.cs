using Clemap.Contracts.DesiredState;

namespace Clemap.Platform.DesiredState;

/// <summary>Changes what the cloud wants of a site's device. Each change is a new version with its audit row, in one transaction.</summary>
public interface IDesiredStates
{
    /// <summary>Applies the change on top of the newest version.</summary>
    /// <returns>The new document, or why not; an unknown or foreign site is <see cref="DesiredStateProblem.NotFound"/>.</returns>
    Task<DesiredStateResult> ChangeAsync(Guid siteId, DesiredStateChange change, CancellationToken cancellationToken);

    /// <summary>Wants again what an old version wanted, as a new version, if it passes the rules of today.</summary>
    /// <param name="version">0 takes all wishes back.</param>
    /// <param name="expectedVersion">As in <see cref="DesiredStateChange"/>.</param>
    Task<DesiredStateResult> RestoreAsync(Guid siteId, long version, long? expectedVersion, CancellationToken cancellationToken);
}

/// <summary>Only what is named changes. A <see langword="null"/> limit or calendar takes the wish back ("as commissioned").</summary>
/// <param name="ExpectedVersion">The version that the person looked at; <see langword="null"/> to change whatever is newest.</param>
/// <param name="Calendars">By circuit or station; each is the whole of its windows from now on, and one without windows takes them back.</param>
/// <param name="Mode"><see cref="ControlMode.Priority"/> is as it was before there were modes.</param>
/// <param name="Tariff">The whole of it; without spans it takes the tariff back.</param>
/// <param name="Grid">The whole of it; what it leaves out is "as commissioned".</param>
public sealed record DesiredStateChange(
    long? ExpectedVersion = null,
    IReadOnlyDictionary<Guid, double?>? CircuitLimitsA = null,
    IReadOnlyDictionary<Guid, double?>? StationLimitsA = null,
    IReadOnlyDictionary<Guid, StationPriority>? StationPriorities = null,
    IReadOnlyDictionary<Guid, CalendarWish?>? Calendars = null,
    ControlMode? Mode = null,
    TariffWish? Tariff = null,
    GridWish? Grid = null);

public enum DesiredStateProblem
{
    NotFound,
    VersionConflict,
    Invalid,
}

/// <summary>Either <paramref name="Document"/> or <paramref name="Problem"/> is set.</summary>
/// <param name="Field">For <see cref="DesiredStateProblem.Invalid"/>: JSON path of the value, for example <c>circuitLimitsA.01900…</c>.</param>
/// <param name="Message">For people, English; pages translate by <paramref name="Code"/>.</param>
/// <param name="Conflict">For <see cref="DesiredStateProblem.VersionConflict"/>.</param>
public sealed record DesiredStateResult(
    DesiredStateDocument? Document, DesiredStateProblem? Problem = null, string? Code = null, string? Field = null, string? Message = null,
    VersionConflict? Conflict = null);

/// <param name="Newest">What is wanted now.</param>
/// <param name="Difference">From the version that the person looked at to the newest; empty when there never was such a version.</param>
public sealed record VersionConflict(DesiredStateDocument Newest, IReadOnlyList<DifferencePart> Difference);
