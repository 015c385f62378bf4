using System.Security.Claims;
using Clemap.Platform.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>Lets each authenticated request act for the organisation of its token or cookie.</summary>
public static class OrganisationMiddleware
{
    /// <summary>Stands between authentication and authorization.</summary>
    public static IApplicationBuilder UseOrganisation(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (OrganisationOf(http.User) is { } organisationId)
        {
            http.RequestServices.GetRequiredService<IOrganisationContext>().Enter(organisationId, http.User.SubjectId());
            if (http.Connection.RemoteIpAddress is { } address)
                http.RequestServices.GetRequiredService<RequestOrigin>().Text = address.ToString();
        }

        return next(http);
    });

    /// <summary>Id of the person or device; <see langword="null"/> when nobody is signed in.</summary>
    public static Guid? SubjectId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClemapClaims.Subject), out var id) ? id : null;

    private static Guid? OrganisationOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClemapClaims.Organisation), out var id) ? id : null;
}
