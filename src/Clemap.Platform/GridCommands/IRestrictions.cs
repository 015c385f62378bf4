namespace Clemap.Platform.GridCommands;

/// <summary>When the grid operator held a site down, by the ripple-control receiver or a command, as its device recorded it.</summary>
public interface IRestrictions
{
    /// <summary>Newest first; <see langword="null"/> when there is no such site.</summary>
    Task<RestrictionPage?> ListAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken);

    /// <summary>The same as CSV (RFC 4180, UTF-8), all of it, times local with their offset; <see langword="null"/> when there is no such site.</summary>
    Task<byte[]?> CsvAsync(Guid siteId, RestrictionFilter filter, CancellationToken cancellationToken);
}

/// <param name="From">Those that went on after it.</param>
/// <param name="To">Those that began before it.</param>
/// <param name="Before">Continues where a page ended.</param>
/// <param name="Limit">50 unless given, at most 200.</param>
public sealed record RestrictionFilter(DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Before = null, int? Limit = null)
{
    public const int MostPerPage = 200;
}

/// <param name="Next">For <see cref="RestrictionFilter.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record RestrictionPage(IReadOnlyList<RestrictionView> Restrictions, Guid? Next);

/// <param name="Kind">Of <see cref="Contracts.GridCommands.RestrictionKind"/>.</param>
/// <param name="CommandId">Of the command, for <c>command</c>.</param>
/// <param name="Reason">As the command gives it.</param>
/// <param name="EndedAt"><see langword="null"/> while it goes on.</param>
/// <param name="Effect">Means that the site's own meters showed.</param>
/// <param name="IsContactUnknown">The receiver could not be read, which counts as active.</param>
public sealed record RestrictionView(
    Guid Id, string Kind, Guid? CommandId, string? Reason, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, GridEffect Effect, bool IsContactUnknown, double? LimitA, double? LimitW,
    double? LimitPercent, bool Lock, DateTimeOffset? Until);
