using System.Buffers.Text;
using System.Security.Cryptography;
using Clemap.Contracts.Devices;

namespace Clemap.Platform.Devices;

/// <summary>ES256: what a device signs with its key.</summary>
internal static class KeySignature
{
    /// <param name="signature">base64url.</param>
    public static bool Fits(byte[] signed, string signature, EllipticCurveKey by)
    {
        try
        {
            var point = new ECPoint { X = Base64Url.DecodeFromChars(by.X), Y = Base64Url.DecodeFromChars(by.Y) };
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return key.VerifyData(signed, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256);
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
