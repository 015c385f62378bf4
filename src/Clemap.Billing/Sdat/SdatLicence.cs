using System.Globalization;
using Clemap.Billing.Invoices;
using Clemap.Platform.Licences;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.Sdat;

/// <summary>Endpoints with a <c>runId</c> in their route that give SDAT documents: the site of the run needs the option.</summary>
public static class SdatLicence
{
    public static TBuilder RequireSdatLicence<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireLicence(LicenceOption.Sdat, SiteOfRunAsync);

    private static async Task<Guid?> SiteOfRunAsync(HttpContext http) =>
        Guid.TryParse(Convert.ToString(http.Request.RouteValues["runId"], CultureInfo.InvariantCulture), out var runId)
            ? (await http.RequestServices.GetRequiredService<IBillingRuns>().FindAsync(runId, http.RequestAborted))?.SiteId
            : null;
}
