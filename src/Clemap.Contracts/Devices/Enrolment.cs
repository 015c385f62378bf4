using System.Text.Json.Serialization;

namespace Clemap.Contracts.Devices;

/// <summary>
/// Body of <c>POST /api/v1/device/enrol</c>: the device hands in the public half of the key it made itself. Afterwards it gets its tokens from
/// <c>POST /connect/token</c> with <c>client_credentials</c> and <c>private_key_jwt</c> (RFC 7523, ES256).
/// </summary>
/// <param name="Serial">Serial number on the label.</param>
/// <param name="OneTimeCode">The code that the electrician got when the device was claimed.</param>
/// <param name="PublicKey">Public part only.</param>
public sealed record EnrolmentRequest(string Serial, string OneTimeCode, EllipticCurveKey PublicKey);

/// <summary>A JSON Web Key (RFC 7517) on P-256, public part only.</summary>
public sealed record EllipticCurveKey(
    [property: JsonPropertyName("kty")] string KeyType,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y,
    [property: JsonPropertyName("kid")] string KeyId);

/// <param name="DeviceId">Its <c>client_id</c> from now on.</param>
/// <param name="SiteId">The site it stands in.</param>
/// <param name="TokenEndpoint">Absolute address.</param>
/// <param name="Audience">What the assertion's <c>aud</c> must be.</param>
public sealed record EnrolmentAnswer(Guid DeviceId, Guid SiteId, string TokenEndpoint, string Audience);
