using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>What is only now: the newest reading of each source of a site. One subscription per page; values are coalesced to one a second.</summary>
public interface ILiveFeed
{
    /// <summary>The newest reading of each source of the site, from memory or, after a start, from the database.</summary>
    /// <remarks>The caller has checked that the site is the organisation's own.</remarks>
    Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken);

    /// <summary>Yields at most once a second the sources that have news; ends with the token.</summary>
    IAsyncEnumerable<IReadOnlyDictionary<Guid, Reading>> SubscribeAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken);
}
