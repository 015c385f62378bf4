using Clemap.Contracts.Sites;

namespace Clemap.Platform.Devices;

/// <summary>What is known of all devices of the organisation in scope, in one look: for who watches over them.</summary>
public interface IDeviceWatch
{
    /// <summary>The devices that are neither suspended nor retired.</summary>
    Task<IReadOnlyList<WatchedDevice>> ListAsync(CancellationToken cancellationToken);
}

/// <param name="LastSeenAt">When it last reported, UTC; <see langword="null"/> when it never did.</param>
/// <param name="Model">What was commissioned; <see langword="null"/> before it reported that.</param>
/// <param name="ReportedAt">When it last said what is in force, UTC; <see langword="null"/> when it never did.</param>
/// <param name="ClockOffsetS">How far its clock was ahead of ours then, s; <see langword="null"/> when by less than 30 s either way.</param>
public sealed record WatchedDevice(
    Guid Id, Guid SiteId, string Serial, DateTimeOffset? LastSeenAt, SiteModel? Model, DateTimeOffset? ReportedAt, double? ClockOffsetS);
