using System.Text;

namespace Clemap.Contracts.Devices;

/// <summary>
/// Body of <c>POST /api/v1/device/key</c>. Signed by a key that the cloud knows, it adds a new key beside that one; signed by the key itself once it is
/// known, it makes it the only one. Both may be repeated.
/// </summary>
/// <param name="PublicKey">Public part only.</param>
/// <param name="SignedBy">Id of the key that made the signature.</param>
/// <param name="Signature">ES256 over <see cref="SignedBytes"/>, base64url.</param>
public sealed record KeyChange(EllipticCurveKey PublicKey, string SignedBy, string Signature)
{
    /// <summary>What is signed: the use, the device and the whole key, a line each, in ASCII.</summary>
    public byte[] SignedBytes(Guid deviceId) =>
        Encoding.ASCII.GetBytes($"clemap-device-key\n{deviceId}\n{PublicKey.KeyId}\n{PublicKey.X}\n{PublicKey.Y}");
}
