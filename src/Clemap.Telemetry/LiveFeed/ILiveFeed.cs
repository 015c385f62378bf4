using Clemap.Contracts.Telemetry;
using Clemap.Platform.Organisations;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>What is only now: the newest reading of each source of a site. One subscription per page; values are coalesced to one a second.</summary>
public interface ILiveFeed
{
    /// <summary>The newest reading of each source of the site.</summary>
    /// <remarks>Nothing for a site that is not of the organisation or out of reach.</remarks>
    /// <param name="reach">Of whoever looks.</param>
    Task<IReadOnlyDictionary<Guid, Reading>> LatestAsync(Guid organisationId, SiteReach reach, Guid siteId, CancellationToken cancellationToken);

    /// <summary>
    /// Yields first what is there now, if anything, and then at most once a second the sources that have news. When the token is cancelled it ends with
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    IAsyncEnumerable<IReadOnlyDictionary<Guid, Reading>> SubscribeAsync(Guid organisationId, SiteReach reach, Guid siteId, CancellationToken cancellationToken);
}
