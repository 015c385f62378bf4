using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace Clemap.Portal.SignIn;

/// <summary>
/// Keeps what a sign-in gave on the server; the cookie is only its key. Taking a session away therefore ends every tab and every open circuit of it.
/// </summary>
internal sealed class PortalSessions(IDistributedCache cache, IDataProtectionProvider protection) : ITicketStore
{
    internal const string SessionClaim = "portal_session";
    private readonly IDataProtector _protector = protection.CreateProtector("Clemap.Portal.Session");

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        (ticket.Principal.Identity as ClaimsIdentity)?.AddClaim(new Claim(SessionClaim, key));
        await RenewAsync(key, ticket);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => cache.SetAsync(
        Name(key),
        _protector.Protect(TicketSerializer.Default.Serialize(ticket)),
        new DistributedCacheEntryOptions { AbsoluteExpiration = ticket.Properties.ExpiresUtc });

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        await cache.GetAsync(Name(key)) is { } stored ? TicketSerializer.Default.Deserialize(_protector.Unprotect(stored)) : null;

    public Task RemoveAsync(string key) => cache.RemoveAsync(Name(key));

    /// <summary>False after a sign-out, in whichever tab, or when the session ran out.</summary>
    public async Task<bool> IsAliveAsync(ClaimsPrincipal person, CancellationToken cancellationToken) =>
        person.FindFirst(SessionClaim) is { } claim && await cache.GetAsync(Name(claim.Value), cancellationToken) is not null;

    private static string Name(string key) => "portal-session:" + key;
}
