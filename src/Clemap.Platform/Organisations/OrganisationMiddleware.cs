using System.Security.Claims;
using Clemap.Platform.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Organisations;

/// <summary>Lets each authenticated request act for the organisation of its token or cookie, at those sites of it where the person may do what the endpoint does.</summary>
public static class OrganisationMiddleware
{
    /// <summary>Stands between authentication and authorization.</summary>
    public static IApplicationBuilder UseOrganisation(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        if (OrganisationOf(http.User) is { } organisationId)
        {
            http.RequestServices.GetRequiredService<IOrganisationContext>().Enter(organisationId, http.User.SubjectId(), ReachOf(http));
            var origin = http.RequestServices.GetRequiredService<RequestOrigin>();
            origin.BySupport = Role.IsSupport(http.User);
            if (http.Connection.RemoteIpAddress is { } address)
                origin.Text = address.ToString();
        }

        return next(http);
    });

    /// <summary>Id of the person or device; <see langword="null"/> when nobody is signed in.</summary>
    public static Guid? SubjectId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClemapClaims.Subject), out var id) ? id : null;

    // An endpoint that names no permission reaches nothing; a device acts for its organisation and is checked by itself.
    private static SiteReach ReachOf(HttpContext http)
    {
        var permissions = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(authorize => authorize.Policy).OfType<string>().ToList() ?? [];
        return permissions.Count == 0
            ? SiteReach.None
            : permissions.Aggregate(SiteReach.Whole, (reach, permission) =>
                reach.And(permission == Permission.Device ? SiteReach.Whole : Permission.ReachOf(http.User, permission)));
    }

    private static Guid? OrganisationOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClemapClaims.Organisation), out var id) ? id : null;
}
