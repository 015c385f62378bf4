using System.Globalization;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Licences;

/// <summary>Says of an endpoint which option it needs; the matrix of endpoints reads it.</summary>
public sealed record LicenceRequirement(string Option);

/// <summary>
/// Endpoints that need an option beside a permission. It stands where a permission does, and comes after it: who may not call hears nothing of licences, and what is not the
/// organisation's own is answered as unknown.
/// </summary>
public static class RequireLicenceExtensions
{
    private const string SiteRoute = "siteId";

    /// <param name="builder">Of the endpoint or group.</param>
    /// <param name="option">Of <see cref="LicenceOption"/>.</param>
    /// <param name="siteOf">
    /// The site that the call is about, <see langword="null"/> when there is none, so that the endpoint says so itself. Left out, it is the route's <c>siteId</c>; without one too, the
    /// organisation needs the option for any of its sites.
    /// </param>
    public static TBuilder RequireLicence<TBuilder>(this TBuilder builder, string option, Func<HttpContext, Task<Guid?>>? siteOf = null)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(new LicenceRequirement(option));
        return builder.AddEndpointFilter(async (invocation, next) => await RefuseAsync(invocation.HttpContext, option, siteOf) is { } refusal ? refusal : await next(invocation));
    }

    /// <summary>402: not a matter of roles, which are 403.</summary>
    public static ProblemHttpResult Refusal(string option) => TypedResults.Problem(
        $"This needs a licence with the option '{option}'.", statusCode: StatusCodes.Status402PaymentRequired,
        extensions: new Dictionary<string, object?> { ["code"] = "licence-required", ["option"] = option });

    private static async Task<ProblemHttpResult?> RefuseAsync(HttpContext http, string option, Func<HttpContext, Task<Guid?>>? siteOf)
    {
        var licences = http.RequestServices.GetRequiredService<ILicences>();
        if (siteOf is null && !http.Request.RouteValues.ContainsKey(SiteRoute))
            return await licences.HasAsync(option, http.RequestAborted) ? null : Refusal(option);
        var site = siteOf is null
            ? Guid.Parse(Convert.ToString(http.Request.RouteValues[SiteRoute], CultureInfo.InvariantCulture)!)
            : await siteOf(http);
        if (site is not { } id || await http.RequestServices.GetRequiredService<ISiteDirectory>().FindAsync(id, http.RequestAborted) is null)
            return null; // the endpoint answers that there is no such thing
        return await licences.HasAsync(option, id, http.RequestAborted) ? null : Refusal(option);
    }
}
