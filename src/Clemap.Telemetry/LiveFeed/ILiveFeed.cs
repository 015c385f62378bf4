using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>What is only now: the newest reading of each source of a site. One subscription per page; values are coalesced to one a second.</summary>
public interface ILiveFeed
{
    /// <summary>The newest reading of each source of the site.</summary>
    /// <remarks>The caller has checked that the site is the organisation's own.</remarks>
    Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken);

    /// <summary>
    /// Yields first what is there now, if anything, and then at most once a second the sources that have news. When the token is cancelled it ends with
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    IAsyncEnumerable<IReadOnlyDictionary<Guid, Reading>> SubscribeAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken);
}
