using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Clemap.Contracts.Devices;

/// <summary>
/// Body of <c>POST /api/v1/device/enrol</c>: the device hands in the public half of the key it made itself. Afterwards it gets its tokens from
/// <c>POST /connect/token</c> with <c>client_credentials</c> and <c>private_key_jwt</c> (RFC 7523, ES256).
/// </summary>
/// <param name="Serial">Serial number on the label.</param>
/// <param name="OneTimeCode">The code on the label, or of a transfer; empty with a signature.</param>
/// <param name="PublicKey">Public part only.</param>
/// <param name="Signature">
/// In place of the code, of a device whose key the factory preregistered: ES256 over <see cref="SignedBytes"/> with that key, base64url. Said again it does nothing new, so
/// that it holds no time: a device may not know it yet.
/// </param>
public sealed record EnrolmentRequest(string Serial, string OneTimeCode, EllipticCurveKey PublicKey, string? Signature = null)
{
    /// <summary>What is signed: the use, the serial number and the whole key, a line each, in UTF-8.</summary>
    public byte[] SignedBytes() => Encoding.UTF8.GetBytes($"clemap-device-enrolment\n{Serial}\n{PublicKey.KeyId}\n{PublicKey.X}\n{PublicKey.Y}");
}

/// <summary>A JSON Web Key (RFC 7517) on P-256, public part only.</summary>
public sealed record EllipticCurveKey(
    [property: JsonPropertyName("kty")] string KeyType,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y,
    [property: JsonPropertyName("kid")] string KeyId)
{
    /// <summary>The key of a point, both coordinates in base64url. Its id is its thumbprint (RFC 7638): the same key has the same id everywhere.</summary>
    public static EllipticCurveKey OfPoint(string x, string y) => new(
        "EC", "P-256", x, y, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""))));
}

/// <param name="DeviceId">Its <c>client_id</c> from now on.</param>
/// <param name="SiteId">The site it stands in.</param>
/// <param name="TokenEndpoint">Absolute address.</param>
/// <param name="Audience">What the assertion's <c>aud</c> must be.</param>
public sealed record EnrolmentAnswer(Guid DeviceId, Guid SiteId, string TokenEndpoint, string Audience);
