using Clemap.Billing.Invoices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.OwnCharging;

internal static class OwnChargingEndpoints
{
    public static void MapOwnCharging(this IEndpointRouteBuilder endpoints)
    {
        var own = endpoints.MapGroup("/api/v1/my-charging").WithTags("My charging").RequireAuthorization(Permission.OwnCharging);
        own.MapGet("", async (IOwnCharging charging, CancellationToken cancellationToken) => TypedResults.Ok(await charging.ReadAsync(cancellationToken)))
            .WithSummary("Where the resident who is signed in is billed, with the month so far");
        own.MapGet("/sessions", SessionsAsync).WithSummary("Their sessions that are over, newest first; `before` continues where a page ended");
        own.MapGet("/invoices", InvoicesAsync).WithSummary("Their invoices, newest first; `before` continues where a page ended");
        own.MapGet("/invoices/{invoiceId:guid}/pdf", (Guid invoiceId, IOwnCharging charging, CancellationToken cancellationToken) =>
            BillingRunEndpoints.DownloadAsync(charging.InvoicePdfAsync(invoiceId, cancellationToken)))
            .WithSummary("One of their invoices as issued").Produces<FileContentHttpResult>(StatusCodes.Status200OK, "application/pdf");
    }

    private static async Task<Results<Ok<OwnSessionPage>, ProblemHttpResult>> SessionsAsync([AsParameters] OwnPage page, IOwnCharging charging, CancellationToken cancellationToken) =>
        Broken(page) is { } problem ? problem : TypedResults.Ok(await charging.SessionsAsync(page, cancellationToken));

    private static async Task<Results<Ok<OwnInvoicePage>, ProblemHttpResult>> InvoicesAsync([AsParameters] OwnPage page, IOwnCharging charging, CancellationToken cancellationToken) =>
        Broken(page) is { } problem ? problem : TypedResults.Ok(await charging.InvoicesAsync(page, cancellationToken));

    private static ProblemHttpResult? Broken(OwnPage page) => page.Limit is < 1 or > OwnPage.MostPerPage
        ? Problems.Invalid("limit", "out-of-range", $"A page has 1 to {OwnPage.MostPerPage} rows.")
        : null;
}
