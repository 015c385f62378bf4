using Clemap.Billing.Invoices;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Sdat;

internal static class SdatEndpoints
{
    public static void MapSdat(this IEndpointRouteBuilder endpoints)
    {
        var export = endpoints.MapGroup("/api/v1").WithTags("SDAT").RequireAuthorization(Permission.ExportSdat);
        export.MapGet("/sdat/periods", async (ISdatPeriods periods, CancellationToken cancellationToken) =>
            TypedResults.Ok(await periods.ListAsync(cancellationToken)))
            .WithSummary("Months of sites that can be exported").RequireLicence(LicenceOption.Sdat);
        export.MapGet("/billing-runs/{runId:guid}/sdat.zip", (Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
            BillingRunEndpoints.DownloadAsync(runs.RunDocumentAsync(runId, RunDocument.SdatZip, cancellationToken)))
            .WithSummary("E66 documents of the month, one per metering point").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "application/zip").RequireSdatLicence();
    }
}
