namespace Clemap.Platform.Devices.Claims;

/// <summary>How a device comes to the organisation in scope: somebody who stands before it reads its label.</summary>
public interface IDeviceClaims
{
    /// <summary>
    /// Claims a device for a site by its serial number and one-time code: that on its label, or that of a transfer. Spaces, dashes and case do not matter. Of several that
    /// claim at once one gets it.
    /// </summary>
    /// <remarks>A wrong code, an unknown serial number, a device that somebody has and a transfer that is over are answered alike.</remarks>
    Task<DeviceClaim> ClaimAsync(Guid siteId, string serial, string code, CancellationToken cancellationToken);
}

/// <param name="DeviceId">Of the claimed device.</param>
/// <param name="OrderNumber">Of the claimed device.</param>
/// <param name="Wait">How long, when there were <see cref="DeviceClaimOutcome.TooMany"/> wrong ones.</param>
public sealed record DeviceClaim(DeviceClaimOutcome Outcome, Guid? DeviceId = null, string? Serial = null, string? OrderNumber = null, TimeSpan? Wait = null);

public enum DeviceClaimOutcome
{
    Claimed,

    /// <summary>The organisation has no such site.</summary>
    SiteNotFound,

    /// <summary>A device stands there already: it is retired first.</summary>
    SiteTaken,

    /// <summary>Serial number and code do not fit.</summary>
    Refused,

    /// <summary>Too many wrong ones, by this person, from this address or for this serial number.</summary>
    TooMany,
}
