namespace Clemap.Platform.Devices;

/// <summary>The devices of the organisation in scope.</summary>
public interface IDevices
{
    /// <summary>By site and serial number, retired ones last.</summary>
    Task<IReadOnlyList<DeviceView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Takes one step in the life of a device. What it does acts within a minute on every node.</summary>
    Task<DeviceStep> ChangeAsync(Guid deviceId, DeviceAction action, CancellationToken cancellationToken);
}

/// <param name="RatedCurrentA">A per phase; <see langword="null"/> when the order number is none of the product sheet.</param>
/// <param name="State"><c>Claimed</c>, <c>Commissioned</c>, <c>Suspended</c> or <c>Retired</c>.</param>
/// <param name="IsEnrolled">It has given its public key; its private key never leaves it.</param>
/// <param name="Actions">Steps that it can take now.</param>
/// <param name="TransferUntil">Until then another organisation may claim it with the code of the transfer; <see langword="null"/> when none is offered.</param>
public sealed record DeviceView(
    Guid Id, string Serial, string OrderNumber, int? RatedCurrentA, Guid SiteId, string SiteName, string State, bool IsEnrolled, DateTimeOffset? LastSeenAt,
    IReadOnlyList<DeviceAction> Actions, DateTimeOffset? TransferUntil = null);

public enum DeviceStep
{
    Done,

    /// <summary>The organisation has no such device.</summary>
    NotFound,

    /// <summary>From the state that it is in there is no such step.</summary>
    WrongState,
}
