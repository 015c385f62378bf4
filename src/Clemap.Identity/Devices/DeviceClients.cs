using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Devices;

/// <summary>Each enrolled device is a confidential client of its own that proves itself with its key (private_key_jwt, ES256).</summary>
internal sealed class DeviceClients(IOpenIddictApplicationManager clients) : IDeviceClients
{
    public Task RegisterAsync(Guid deviceId, string publicKeyJson, CancellationToken cancellationToken) =>
        RegisterAsync(deviceId, [publicKeyJson], cancellationToken);

    public Task RegisterAsync(Guid deviceId, string oldKeyJson, string newKeyJson, CancellationToken cancellationToken) =>
        RegisterAsync(deviceId, [oldKeyJson, newKeyJson], cancellationToken);

    public async Task<IReadOnlyList<string>> KeysAsync(Guid deviceId, CancellationToken cancellationToken)
    {
        if (await clients.FindByClientIdAsync(deviceId.ToString(), cancellationToken) is not { } known
            || await clients.GetJsonWebKeySetAsync(known, cancellationToken) is not { } set)
            return [];
        return [.. set.Keys.Select(key => JsonSerializer.Serialize(
            new EllipticCurveKey(key.Kty, key.Crv, key.X, key.Y, key.Kid), ContractsJson.Default.EllipticCurveKey))];
    }

    private async Task RegisterAsync(Guid deviceId, IReadOnlyList<string> publicKeys, CancellationToken cancellationToken)
    {
        var set = new JsonWebKeySet();
        foreach (var key in publicKeys)
            set.Keys.Add(PublicKey(key));
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = deviceId.ToString(),
            DisplayName = $"Device {deviceId}",
            ClientType = ClientTypes.Confidential,
            JsonWebKeySet = set,
            Permissions =
            {
                Permissions.Endpoints.Token,
                Permissions.GrantTypes.ClientCredentials,
                Permissions.Prefixes.Scope + ClemapClaims.DeviceScope,
            },
        };
        if (await clients.FindByClientIdAsync(client.ClientId, cancellationToken) is { } known)
            await clients.UpdateAsync(known, client, cancellationToken);
        else
            await clients.CreateAsync(client, cancellationToken);
    }

    private static JsonWebKey PublicKey(string json)
    {
        var key = new JsonWebKey(json);
        if (key.Kty != JsonWebAlgorithmsKeyTypes.EllipticCurve || key.Crv != JsonWebKeyECTypes.P256 || key.X is null || key.Y is null)
            throw new ArgumentException("A device's key is an elliptic curve key on P-256.", nameof(json));
        // Copied field by field: whatever else the device sent, a private part above all, is not kept.
        return new JsonWebKey
        {
            Kty = key.Kty,
            Crv = key.Crv,
            X = key.X,
            Y = key.Y,
            Kid = key.Kid,
            Use = JsonWebKeyUseNames.Sig,
            Alg = SecurityAlgorithms.EcdsaSha256,
        };
    }
}
