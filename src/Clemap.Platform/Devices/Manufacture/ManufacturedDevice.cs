namespace Clemap.Platform.Devices.Manufacture;

/// <summary>
/// A device as it left the factory, in the state <see cref="DeviceState.Manufactured"/> as long as nobody has claimed it. It belongs to no organisation, and the role
/// that serves requests has no right on the table: it gets at one row by one function, which wants the one-time code.
/// </summary>
internal sealed class ManufacturedDevice
{
    public required string Serial { get; init; }
    public required string OrderNumber { get; init; }

    /// <summary>JWK of the key that the device made in the factory; <see langword="null"/> when it hands in one with its one-time code.</summary>
    public required string? PublicKey { get; init; }

    /// <summary>JWK of the key that the device changed to since then, vouched for by the one before; <see langword="null"/> while it has its first.</summary>
    public string? NewestKey { get; set; }

    /// <summary>See <see cref="OneTimeCode"/>.</summary>
    public required byte[] OneTimeCodeHash { get; init; }

    public required DateTimeOffset ImportedAt { get; init; }
}
