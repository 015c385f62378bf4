using Clemap.Platform.Http;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Invoices;

internal static class BillingRunEndpoints
{
    public static void MapBillingRuns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/sites/{siteId:guid}/billing-runs", StartAsync).RequireAuthorization(Permission.RunBilling).RequireLicence(LicenceOption.Billing);
        endpoints.MapGet("/api/v1/sites/{siteId:guid}/billing-runs", ListAsync).RequireAuthorization(Permission.ViewBilling);
        var view = endpoints.MapGroup("/api/v1").RequireAuthorization(Permission.ViewBilling);
        view.MapGet("/billing-runs/{runId:guid}", FindAsync);
        view.MapGet("/billing-runs/{runId:guid}/invoices", InvoicesAsync);
        view.MapGet("/invoices/{invoiceId:guid}/pdf", PdfAsync);
        view.MapGet("/billing-runs/{runId:guid}/invoices.csv", (Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
            DownloadAsync(runs.RunDocumentAsync(runId, RunDocument.InvoicesCsv, cancellationToken)));
        view.MapGet("/billing-runs/{runId:guid}/sessions.csv", (Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
            DownloadAsync(runs.RunDocumentAsync(runId, RunDocument.SessionsCsv, cancellationToken)));
    }

    /// <summary>The stored bytes; their hash is the entity tag.</summary>
    public static async Task<IResult> DownloadAsync(Task<StoredDocument?> find) => await find is { } document
        ? TypedResults.Bytes(document.Content, document.ContentType, document.FileName, entityTag: new($"\"{document.Sha256}\""))
        : Problems.NotFound();

    private static async Task<IResult> StartAsync(Guid siteId, StartBillingRun body, IBillingRuns runs, CancellationToken cancellationToken)
    {
        if (!MonthJsonConverter.TryParse(body.Month, out var month) || month.Year is < 2000 or > 2100)
            return Problems.Invalid("month", "not-a-month", "A month is written as 2026-10.");
        return await runs.StartAsync(siteId, month, cancellationToken) switch
        {
            { Run: { } run } => TypedResults.Accepted($"/api/v1/billing-runs/{run.Id}", run),
            { Problem: "month-not-closed" } => Problems.Conflict("month-not-closed", "The month has not ended yet at the site."),
            _ => Problems.NotFound(),
        };
    }

    private static async Task<IResult> ListAsync(Guid siteId, ISiteDirectory sites, IBillingRuns runs, CancellationToken cancellationToken) =>
        await sites.FindAsync(siteId, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(await runs.ListAsync(siteId, cancellationToken));

    private static async Task<IResult> FindAsync(Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(runId, cancellationToken) is { } run ? TypedResults.Ok(run) : Problems.NotFound();

    private static async Task<IResult> InvoicesAsync(Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(runId, cancellationToken) is null
            ? Problems.NotFound()
            : TypedResults.Ok(await runs.InvoicesAsync(runId, cancellationToken));

    private static Task<IResult> PdfAsync(Guid invoiceId, IBillingRuns runs, CancellationToken cancellationToken) =>
        DownloadAsync(runs.InvoicePdfAsync(invoiceId, cancellationToken));
}

internal sealed record StartBillingRun(string? Month);
