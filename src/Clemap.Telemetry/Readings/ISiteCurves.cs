namespace Clemap.Telemetry.Readings;

/// <summary>What charts of a site are drawn from. A foreign site or source looks like one that does not exist.</summary>
public interface ISiteCurves
{
    const int MostPoints = Series.MostPoints;

    /// <summary>The curve of one meter or station in few points, minima and maxima kept.</summary>
    /// <param name="from">UTC, inclusive.</param>
    /// <param name="to">UTC, exclusive; at most 400 days later.</param>
    /// <param name="points">At most so many, and at most <see cref="MostPoints"/>.</param>
    /// <returns><see langword="null"/> when the site has no such source, or is not in reach.</returns>
    Task<Series?> ReadAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken);

    /// <summary>The same curve as CSV, with times of the site.</summary>
    /// <returns><see langword="null"/> when the site has no such source, or is not in reach.</returns>
    Task<byte[]?> CsvAsync(Guid siteId, Guid sourceId, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancellationToken);

    /// <summary>Why a station gave what it gave: each change of its reason, in order of time, the first as it stood at <paramref name="from"/>.</summary>
    /// <param name="to">UTC, exclusive; at most 31 days later.</param>
    /// <param name="most">At most so many; the first ones.</param>
    Task<IReadOnlyList<ReasonChange>> ReasonsAsync(Guid siteId, Guid stationId, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken cancellationToken);
}

/// <param name="At">UTC, a ten-second slot.</param>
/// <param name="Reason">Code of the reading, for example <c>circuit:Garage B:L2</c>; <see langword="null"/> when it named none.</param>
/// <param name="LimitA">What the station was told then, A.</param>
public sealed record ReasonChange(DateTimeOffset At, string? Reason, float? LimitA);
