using Clemap.Billing.Invoices;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Billing.Reports;

internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/v1/sites/{siteId:guid}/report.pdf", MonthAsync).RequireAuthorization(Permission.ViewSites)
            .WithTags("Reports").WithSummary("The month report of a site in de, fr, it or en: energy, peaks, stations, restrictions by the grid operator")
            .Produces<FileContentHttpResult>(StatusCodes.Status200OK, "application/pdf");

    /// <param name="month">yyyy-MM.</param>
    /// <param name="language">German unless given.</param>
    private static async Task<IResult> MonthAsync(Guid siteId, string? month, string? language, ISiteReports reports, CancellationToken cancellationToken)
    {
        if (!MonthJsonConverter.TryParse(month, out var first) || first.Year is < 2000 or > 2099)
            return Problems.Invalid("month", "not-a-month", "A month is written as 2026-10.");
        if (language is not null && !ISiteReports.Languages.Contains(language))
            return Problems.Invalid("language", "unknown", $"The language is one of {string.Join(", ", ISiteReports.Languages)}.");
        return await reports.MonthPdfAsync(siteId, first, language ?? ISiteReports.Languages[0], cancellationToken) is { } pdf
            ? TypedResults.File(pdf, "application/pdf", $"report-{month}.pdf")
            : Problems.NotFound();
    }
}
