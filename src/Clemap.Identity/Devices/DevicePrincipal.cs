using System.Security.Claims;
using Clemap.Platform.Devices;
using Clemap.Platform.Organisations;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Clemap.Identity.Devices;

/// <summary>What a device's token says: who it is and in which organisation it stands. No role, so it opens nothing that people may.</summary>
internal sealed class DevicePrincipal(IDeviceDirectory devices)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <returns><see langword="null"/> for a device that is unknown, suspended or retired.</returns>
    public async Task<ClaimsPrincipal?> CreateAsync(string? clientId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(clientId, out var id) || await devices.FindAsync(id, cancellationToken) is not { Active: true } device)
            return null;
        var identity = new ClaimsIdentity(authenticationType: "clemap", ClemapClaims.Name, ClemapClaims.Role);
        identity.SetClaim(ClemapClaims.Subject, device.DeviceId.ToString());
        identity.SetClaim(ClemapClaims.Name, device.Serial);
        identity.SetClaim(ClemapClaims.Organisation, device.OrganisationId.ToString());
        identity.SetScopes(ClemapClaims.DeviceScope);
        identity.SetResources(ClemapClaims.Audience);
        identity.SetAccessTokenLifetime(Lifetime);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
