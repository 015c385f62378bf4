using System.Security.Claims;
using System.Text.Encodings.Web;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clemap.Testing.SignIn;

/// <summary>Believes the header: <c>Caller organisation;subject;role</c>, where the role <c>-</c> is a device.</summary>
public sealed class CallerHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.ToString().Split(' ') is not ["Caller", var text] || text.Split(';') is not [var organisation, var subject, var role])
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity("test", ClemapClaims.Name, ClemapClaims.Role);
        identity.AddClaim(new Claim(ClemapClaims.Organisation, organisation));
        identity.AddClaim(new Claim(ClemapClaims.Subject, subject));
        identity.AddClaim(role == "-" ? new Claim("scope", ClemapClaims.DeviceScope) : new Claim(ClemapClaims.Role, role));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
    }
}
