using Clemap.Billing.Invoices;
using Clemap.Billing.OwnCharging;
using Clemap.Billing.Sdat;
using Clemap.Platform.Audit;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Clemap.Portal.Downloads;

/// <summary>Documents for the person behind the portal's cookie. The organisation is the cookie's own, so a foreign document is as unknown as none.</summary>
internal static class DownloadEndpoints
{
    public static void MapDownloadEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var downloads = endpoints.MapGroup("/downloads");
        downloads.MapGet("/invoices/{invoiceId:guid}.pdf", async (Guid invoiceId, IBillingRuns runs, HttpContext context) =>
            Answer(await runs.InvoicePdfAsync(invoiceId, context.RequestAborted), context)).RequireAuthorization(Permission.ViewBilling);
        downloads.MapGet("/my-charging/{invoiceId:guid}.pdf", async (Guid invoiceId, IOwnCharging own, HttpContext context) =>
            Answer(await own.InvoicePdfAsync(invoiceId, context.RequestAborted), context)).RequireAuthorization(Permission.OwnCharging);
        downloads.MapGet("/audit.csv", ([AsParameters] AuditFilter filter, IAudit audit, IAuditWriter writer, HttpContext context) =>
            AuditCsv.AnswerAsync(context, audit, writer, filter, context.User.OrganisationId(), context.RequestAborted)).RequireAuthorization(Permission.ViewAudit);
        downloads.MapGet("/sites/{siteId:guid}/restrictions.csv", RestrictionsAsync).RequireAuthorization(Permission.ViewSites);
        downloads.MapGet("/sites/{siteId:guid}/energy.csv", HistoryDownloads.EnergyAsync).RequireAuthorization(Permission.ViewSites);
        downloads.MapGet("/sites/{siteId:guid}/curve.csv", HistoryDownloads.CurveAsync).RequireAuthorization(Permission.ViewSites);
        downloads.MapGet("/sites/{siteId:guid}/report.pdf", HistoryDownloads.ReportAsync).RequireAuthorization(Permission.ViewSites);
        MapRunDocument("invoices.csv", RunDocument.InvoicesCsv, Permission.ViewBilling);
        MapRunDocument("sessions.csv", RunDocument.SessionsCsv, Permission.ViewBilling);
        MapRunDocument("sdat.zip", RunDocument.SdatZip, Permission.ExportSdat).RequireSdatLicence();

        RouteHandlerBuilder MapRunDocument(string file, RunDocument kind, string permission) =>
            downloads.MapGet("/runs/{runId:guid}/" + file, async (Guid runId, IBillingRuns runs, HttpContext context) =>
                Answer(await runs.RunDocumentAsync(runId, kind, context.RequestAborted), context)).RequireAuthorization(permission);
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> RestrictionsAsync(Guid siteId, IRestrictions restrictions, HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return await restrictions.CsvAsync(siteId, new(), context.RequestAborted) is { } csv
            ? TypedResults.File(csv, "text/csv; charset=utf-8", "restrictions.csv")
            : TypedResults.NotFound();
    }

    private static Results<FileContentHttpResult, NotFound> Answer(StoredDocument? document, HttpContext context)
    {
        if (document is null)
            return TypedResults.NotFound();
        // Bills are personal: no cache between the server and the person keeps them.
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(
            document.Content.ToArray(), document.ContentType, document.FileName, entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""));
    }
}
