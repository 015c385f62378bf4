namespace Clemap.Platform.Organisations;

/// <summary>
/// What staff do before a customer can start: organisation, site, device. Each call makes what is not there and leaves what is, so that repeating it is
/// harmless. It opens the scope of the organisation itself.
/// </summary>
public interface IProvisioning
{
    Task EnsureOrganisationAsync(Guid organisationId, string name, CancellationToken cancellationToken);

    Task EnsureSiteAsync(Guid organisationId, NewSite site, CancellationToken cancellationToken);

    /// <summary>Claims a device for a site. Before it has enrolled, calling again replaces the code.</summary>
    /// <param name="oneTimeCode"><see langword="null"/> to make one.</param>
    /// <returns>The one-time code that the device needs to enrol; it is not stored in the clear.</returns>
    Task<string> ClaimDeviceAsync(Guid organisationId, NewDevice device, string? oneTimeCode, CancellationToken cancellationToken);

    /// <summary>Suspends or releases a device. Its tokens and streams are refused within a minute on every node.</summary>
    Task SuspendDeviceAsync(Guid organisationId, Guid deviceId, bool suspended, CancellationToken cancellationToken);
}

/// <param name="TimeZone">IANA name.</param>
public sealed record NewSite(Guid Id, string Name, string Address, string TimeZone);

/// <param name="Serial">On the label; one device at a time has it.</param>
/// <param name="OrderNumber">For example <c>C-04A-WL-080A-CS</c>.</param>
public sealed record NewDevice(Guid Id, Guid SiteId, string Serial, string OrderNumber);
