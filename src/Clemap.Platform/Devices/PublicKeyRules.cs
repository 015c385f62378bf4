using System.Buffers.Text;
using System.Security.Cryptography;
using Clemap.Contracts.Devices;
using Clemap.Platform.Http;

namespace Clemap.Platform.Devices;

/// <summary>Only a point on P-256 is a key: what is stored here later checks signatures.</summary>
internal static class PublicKeyRules
{
    private const int CoordinateBytes = 32;

    public static BrokenRule? Check(EllipticCurveKey key)
    {
        if (key.KeyType != "EC")
            return new("not-supported", "publicKey.kty", "The key type is EC.");
        if (key.Curve != "P-256")
            return new("not-supported", "publicKey.crv", "The curve is P-256.");
        if (key.KeyId.Length is 0 or > 100)
            return new("length", "publicKey.kid", "The key id has 1 to 100 characters.");
        if (key.KeyId.Any(char.IsControl))
            return new("not-supported", "publicKey.kid", "The key id has no control characters.");
        return IsOnCurve(key.X, key.Y) ? null : new("not-on-curve", "publicKey.x", "The coordinates are no point on P-256.");
    }

    private static bool IsOnCurve(string x, string y)
    {
        try
        {
            var point = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) };
            if (point.X.Length != CoordinateBytes || point.Y.Length != CoordinateBytes)
                return false;
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return true;
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
