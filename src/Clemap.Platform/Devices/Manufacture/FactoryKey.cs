using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;

namespace Clemap.Platform.Devices.Manufacture;

/// <summary>The public key of a device in one cell: the base64 that stands between the lines of a PEM public key (SubjectPublicKeyInfo, P-256).</summary>
internal static class FactoryKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <returns>JWK as JSON, its id its thumbprint (RFC 7638), as the device itself names it; <see langword="null"/> for what is no such key.</returns>
    public static string? Read(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            var bytes = Convert.FromBase64String(text);
            key.ImportSubjectPublicKeyInfo(bytes, out var read);
            var parameters = key.ExportParameters(includePrivateParameters: false);
            if (read != bytes.Length || parameters.Curve.Oid.Value != P256)
                return null;
            return JsonSerializer.Serialize(
                EllipticCurveKey.OfPoint(Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y)), ContractsJson.Default.EllipticCurveKey);
        }
        catch (Exception malformed) when (malformed is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
