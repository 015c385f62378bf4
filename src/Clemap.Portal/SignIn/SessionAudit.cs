using System.Security.Claims;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.SignIn;

/// <summary>A session that begins is noted in the audit of its organisation, and remembers the address it began at for what is done in it later.</summary>
internal static class SessionAudit
{
    internal const string AddressClaim = "portal_address";

    public static async Task StartedAsync(HttpContext http, ClaimsPrincipal person)
    {
        if (person.SubjectId() is not { } personId || !person.HasClaim(claim => claim.Type == ClemapClaims.Organisation))
            return;
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        (person.Identity as ClaimsIdentity)?.AddClaim(new Claim(AddressClaim, address));
        await using var scope = http.RequestServices.CreateOrganisationScope(person.OrganisationId(), personId);
        var origin = scope.ServiceProvider.GetRequiredService<RequestOrigin>();
        (origin.Text, origin.BySupport) = (address, Role.IsSupport(person));
        await scope.ServiceProvider.GetRequiredService<IAuditWriter>().RecordAsync(AuditAction.SessionStarted, personId, null, http.RequestAborted);
    }

    /// <summary>Of the request that signs out.</summary>
    public static Task EndedAsync(HttpContext http) =>
        http.User.SubjectId() is { } personId && http.User.HasClaim(claim => claim.Type == ClemapClaims.Organisation)
            ? http.RequestServices.GetRequiredService<IAuditWriter>().RecordAsync(AuditAction.SessionEnded, personId, null, http.RequestAborted)
            : Task.CompletedTask;
}
