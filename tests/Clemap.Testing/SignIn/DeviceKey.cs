using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clemap.Contracts.Devices;
using Shouldly;

namespace Clemap.Testing.SignIn;

/// <summary>A device's key as the device itself holds it: signs the assertions with which it asks for tokens.</summary>
public sealed class DeviceKey : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <param name="keyId">Its thumbprint, as devices have it, when it is empty.</param>
    public DeviceKey(string keyId = "1")
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        PublicKey = EllipticCurveKey.OfPoint(Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        if (keyId.Length > 0)
            PublicKey = PublicKey with { KeyId = keyId };
    }

    /// <summary>As it stands in the list of the factory.</summary>
    public string FactoryText => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>What a device says that has no code, but a key that the factory preregistered.</summary>
    public EnrolmentRequest EnrolmentBySignature(string serial)
    {
        var request = new EnrolmentRequest(serial, "", PublicKey);
        return request with { Signature = Base64Url.EncodeToString(key.SignData(request.SignedBytes(), HashAlgorithmName.SHA256)) };
    }

    public EllipticCurveKey PublicKey { get; }

    /// <summary>The JWK as the platform hands it to the identity module.</summary>
    public string PublicKeyJson => JsonSerializer.Serialize(PublicKey, JsonSerializerOptions.Web);

    /// <param name="clientId">Id of the device.</param>
    /// <param name="audience">Issuer, with its slash at the end.</param>
    /// <param name="at">When it is made; it lives a minute.</param>
    /// <param name="type">Type in the header.</param>
    public string Assertion(Guid clientId, string audience, DateTimeOffset at, string type = "client-authentication+jwt")
    {
        var header = Encode(new { alg = "ES256", typ = type, kid = PublicKey.KeyId });
        var body = Encode(new
        {
            iss = clientId,
            sub = clientId,
            aud = audience,
            jti = Guid.CreateVersion7(),
            iat = at.ToUnixTimeSeconds(),
            exp = at.AddMinutes(1).ToUnixTimeSeconds(),
        });
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256);
        return $"{header}.{body}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Vouches for a key of the device: another one, to add it, or itself, to become the only one.</summary>
    public KeyChange Vouch(Guid deviceId, DeviceKey key)
    {
        var change = new KeyChange(key.PublicKey, PublicKey.KeyId, "");
        return change with { Signature = Base64Url.EncodeToString(this.key.SignData(change.SignedBytes(deviceId), HashAlgorithmName.SHA256)) };
    }

    /// <summary>An access token for the registered device.</summary>
    public async Task<string> AccessTokenAsync(Uri server, Guid deviceId, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var answer = await AskAsync(http, deviceId, Assertion(deviceId, server.AbsoluteUri, TimeProvider.System.GetUtcNow()), cancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(body.ToString());
        return body.GetProperty("access_token").GetString()!;
    }

    public static async Task<HttpResponseMessage> AskAsync(
        HttpClient http, Guid clientId, string assertion, CancellationToken cancellationToken, string scope = "device")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId.ToString(),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
            ["scope"] = scope,
        });
        return await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellationToken);
    }

    public void Dispose() => key.Dispose();

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
