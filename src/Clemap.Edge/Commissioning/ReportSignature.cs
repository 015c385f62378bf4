using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Clemap.Contracts.Devices;
using Clemap.Edge.CloudLink;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// ES256 over everything before the last line; the last line holds the public key and the signature. Which box the key belongs to, its id says: it stands
/// in the report, on the dashboard and in the cloud.
/// </summary>
internal static partial class ReportSignature
{
    public static string Sign(string page, DeviceKey key)
    {
        string signature = Base64Url.EncodeToString(key.Sign(Encoding.UTF8.GetBytes(page)));
        return string.Create(CultureInfo.InvariantCulture, $"{page}<!-- clemap-signature ES256 {key.Public.X} {key.Public.Y} {signature} -->\n");
    }

    /// <returns>The id of the key that signed it; <see langword="null"/> when it was changed, or never signed.</returns>
    public static string? Verify(string file)
    {
        var line = SignatureLine().Match(file);
        if (!line.Success)
            return null;
        string x = line.Groups[1].Value, y = line.Groups[2].Value;
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) },
            });
            bool isGood = key.VerifyData(
                Encoding.UTF8.GetBytes(file[..line.Index]), Base64Url.DecodeFromChars(line.Groups[3].Value), HashAlgorithmName.SHA256,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return isGood ? EllipticCurveKey.OfPoint(x, y).KeyId : null;
        }
        catch (Exception wrong) when (wrong is CryptographicException or FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"<!-- clemap-signature ES256 ([\w-]+) ([\w-]+) ([\w-]+) -->\n\z")]
    private static partial Regex SignatureLine();
}
