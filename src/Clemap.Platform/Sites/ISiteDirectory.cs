using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;

namespace Clemap.Platform.Sites;

/// <summary>Sites of the organisation in whose scope it is called.</summary>
public interface ISiteDirectory
{
    /// <summary>By name.</summary>
    Task<IReadOnlyList<SiteSummary>> ListAsync(CancellationToken cancellationToken);

    /// <summary><see langword="null"/> when there is none or it is another organisation's.</summary>
    Task<SiteDetail?> FindAsync(Guid siteId, CancellationToken cancellationToken);
}

/// <param name="DeviceLastSeen">When the device last reported, UTC; <see langword="null"/> when it never did.</param>
public sealed record SiteSummary(Guid Id, string Name, string Address, string TimeZone, DateTimeOffset? DeviceLastSeen);

/// <summary>All that a page needs of a site except readings.</summary>
/// <param name="DeviceId"><see langword="null"/> when no device stands there.</param>
/// <param name="Model">As reported by the edge; <see langword="null"/> before its first report.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Reported">What is in force; <see langword="null"/> before the first report.</param>
/// <param name="ReportedAt">When that arrived, UTC.</param>
/// <param name="LastModel">
/// As <paramref name="Model"/>, or, where no device stands that has reported one, what the last one reported before it was retired: what was measured is still read and billed by it.
/// </param>
/// <param name="DesiredAt">When the newest wish was made, UTC; <see langword="null"/> when there never was one.</param>
/// <param name="RefusedAt">When the device refused it, UTC; <see langword="null"/> when it did not.</param>
public sealed record SiteDetail(
    Guid Id,
    string Name,
    string Address,
    string TimeZone,
    Guid? DeviceId,
    SiteModel? Model,
    DesiredStateDocument Desired,
    ReportedState? Reported,
    DateTimeOffset? ReportedAt,
    SiteModel? LastModel = null,
    DateTimeOffset? DesiredAt = null,
    DateTimeOffset? RefusedAt = null);
