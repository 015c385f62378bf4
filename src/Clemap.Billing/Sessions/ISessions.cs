namespace Clemap.Billing.Sessions;

/// <summary>Charging sessions of a site that are over, newest first.</summary>
public interface ISessions
{
    /// <param name="withHolders">Say whose they are, and with which card: for who may see bills.</param>
    /// <returns><see langword="null"/> when the organisation and reach in scope have no such site.</returns>
    Task<SessionPage?> ListAsync(Guid siteId, SessionFilter filter, bool withHolders, CancellationToken cancellationToken);
}

/// <param name="From">Those that ended at or after it.</param>
/// <param name="To">Those that ended before it.</param>
/// <param name="Before">Continues where a page ended.</param>
/// <param name="Limit">50 unless given, at most 200.</param>
public sealed record SessionFilter(Guid? StationId = null, DateTimeOffset? From = null, DateTimeOffset? To = null, Guid? Before = null, int? Limit = null)
{
    public const int MostPerPage = 200;
    internal const int UsualPerPage = 50;
}

/// <param name="Next">For <see cref="SessionFilter.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record SessionPage(IReadOnlyList<SessionView> Sessions, Guid? Next);

/// <param name="Station">Its name on the board.</param>
/// <param name="EnergyWh">By the registers at its beginning and end.</param>
/// <param name="Card">As the station read it.</param>
/// <param name="Resident">Who holds the card, else the parking space.</param>
public sealed record SessionView(Guid Id, Guid StationId, string Station, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long EnergyWh, string? Card, string? Resident);
