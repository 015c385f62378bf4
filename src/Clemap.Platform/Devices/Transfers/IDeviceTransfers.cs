namespace Clemap.Platform.Devices.Transfers;

/// <summary>
/// How a device of the organisation in scope goes to another one. Until that one claims it with the code, nothing changes; then it is retired here in the same moment, and
/// all that it has measured and reported stays here.
/// </summary>
public interface IDeviceTransfers
{
    /// <summary>Makes a code for the other organisation, in place of one that was made before.</summary>
    Task<(DeviceStep Step, TransferOffer? Offer)> OfferAsync(Guid deviceId, CancellationToken cancellationToken);

    /// <summary>Makes the code void.</summary>
    Task<DeviceStep> WithdrawAsync(Guid deviceId, CancellationToken cancellationToken);
}

/// <param name="Serial">What the other organisation types beside the code.</param>
/// <param name="Code">Shown once; only its hash is stored.</param>
/// <param name="Until">For as long it can be used.</param>
public sealed record TransferOffer(string Serial, string Code, DateTimeOffset Until);
