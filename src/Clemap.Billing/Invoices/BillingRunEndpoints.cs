using Clemap.Platform.Http;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Invoices;

internal static class BillingRunEndpoints
{
    public static void MapBillingRuns(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/v1/sites/{siteId:guid}/billing-runs", StartAsync).RequireAuthorization(Permission.RunBilling).RequireLicence(LicenceOption.Billing)
            .WithTags("Billing").WithSummary("Starts the run of a closed month; the same run if there is one").Produces<BillingRunView>(StatusCodes.Status202Accepted);
        endpoints.MapGet("/api/v1/sites/{siteId:guid}/billing-runs", ListAsync).RequireAuthorization(Permission.ViewBilling)
            .WithTags("Billing").WithSummary("Runs of the site, newest first, at most 60").Produces<IReadOnlyList<BillingRunView>>();
        var view = endpoints.MapGroup("/api/v1").WithTags("Billing").RequireAuthorization(Permission.ViewBilling);
        view.MapGet("/billing-runs/{runId:guid}", FindAsync).WithSummary("State of the run, with progress and findings").Produces<BillingRunView>();
        view.MapGet("/billing-runs/{runId:guid}/invoices", InvoicesAsync).WithSummary("Invoices of the run, by number").Produces<IReadOnlyList<InvoiceView>>();
        view.MapGet("/invoices/{invoiceId:guid}/pdf", PdfAsync).WithSummary("The invoice as issued").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "application/pdf");
        view.MapGet("/billing-runs/{runId:guid}/invoices.csv", (Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
            DownloadAsync(runs.RunDocumentAsync(runId, RunDocument.InvoicesCsv, cancellationToken))).WithSummary("One row per invoice").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "text/csv");
        view.MapGet("/billing-runs/{runId:guid}/sessions.csv", (Guid runId, IBillingRuns runs, CancellationToken cancellationToken) =>
            DownloadAsync(runs.RunDocumentAsync(runId, RunDocument.SessionsCsv, cancellationToken))).WithSummary("One row per session, with who pays").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "text/csv");
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
