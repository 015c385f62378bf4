using System.Globalization;
using System.Text.Json;
using Clemap.Billing.Database;
using Clemap.Billing.Documents;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Billing.Invoices;

internal sealed class BillingRuns(
    BillingDbContext database, IOrganisationContext organisation, ISiteDirectory sites, IBackgroundJobClient jobs, IAuditWriter audit, TimeProvider time) : IBillingRuns
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    public async Task<BillingRunStart> StartAsync(Guid siteId, DateOnly month, CancellationToken cancellationToken)
    {
        if (await sites.FindAsync(siteId, cancellationToken) is not { } site)
            return new BillingRunStart(null, "not-found");
        var span = MonthSpan.Of(month, TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone));
        var now = time.GetUtcNow();
        if (now < span.To)
            return new BillingRunStart(null, "month-not-closed");

        var owner = organisation.OrganisationId ?? throw new InvalidOperationException("No organisation is in scope.");
        var isNew = await database.Database.ExecuteSqlAsync(
            $"""
             insert into billing.billing_run
                 (organisation_id, id, site_id, month, status, progress, step, findings, invoices, total_wh, total_charge, currency, started_at)
             values ({owner}, {Guid.CreateVersion7()}, {siteId}, {span.Month}, 'Queued', 0, 'readings', {Array.Empty<string>()}, 0, 0, 0, {Money.Currency}, {now})
             on conflict (organisation_id, site_id, month) do nothing
             """,
            cancellationToken) == 1;
        if (isNew)
            await NoteAsync(AuditAction.BillingRunStarted, siteId, span.Month, document: null, cancellationToken);
        var run = await database.Runs.AsNoTracking().SingleAsync(row => row.SiteId == siteId && row.Month == span.Month, cancellationToken);

        // Also for a run that waits, failed or fell silent: a node may have died. A job too many finds nothing to do.
        var isSilent = run.Status == BillingRunStatus.Running && now - (run.ReportedAt ?? run.StartedAt) > Silence;
        if (isSilent || run.Status is BillingRunStatus.Queued or BillingRunStatus.Failed)
            jobs.Enqueue<BillingRunJob>(job => job.RunAsync(owner, run.Id, CancellationToken.None));
        return new BillingRunStart(run.ToView());
    }

    public async Task<BillingRunView?> FindAsync(Guid runId, CancellationToken cancellationToken) =>
        (await database.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == runId, cancellationToken))?.ToView();

    public async Task<IReadOnlyList<BillingRunView>> ListAsync(Guid siteId, CancellationToken cancellationToken) =>
        (await database.Runs.AsNoTracking().Where(row => row.SiteId == siteId).OrderByDescending(row => row.Month).Take(60).ToListAsync(cancellationToken))
            .ConvertAll(row => row.ToView());

    public async Task<IReadOnlyList<InvoiceView>> InvoicesAsync(Guid runId, CancellationToken cancellationToken) =>
        (await database.Invoices.AsNoTracking().Where(row => row.RunId == runId).OrderBy(row => row.Sequence).ToListAsync(cancellationToken))
            .ConvertAll(row => row.ToView());

    public Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken) =>
        HandOutAsync(database.Documents.Where(row => row.InvoiceId == invoiceId && row.Kind == DocumentKind.InvoicePdf), cancellationToken);

    public Task<StoredDocument?> RunDocumentAsync(Guid runId, RunDocument kind, CancellationToken cancellationToken)
    {
        var stored = kind switch
        {
            RunDocument.InvoicesCsv => DocumentKind.InvoicesCsv,
            RunDocument.SessionsCsv => DocumentKind.SessionsCsv,
            RunDocument.SdatZip => DocumentKind.SdatZip,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return HandOutAsync(database.Documents.Where(row => row.RunId == runId && row.Kind == stored), cancellationToken);
    }

    /// <summary>Through whichever door a document leaves, it is noted first.</summary>
    private async Task<StoredDocument?> HandOutAsync(IQueryable<DocumentRow> wanted, CancellationToken cancellationToken)
    {
        var found = await (
            from document in wanted.AsNoTracking()
            join run in database.Runs on document.RunId equals run.Id
            select new { Document = document, run.SiteId, run.Month }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        await NoteAsync(AuditAction.DocumentFetched, found.SiteId, found.Month, found.Document.FileName, cancellationToken);
        return found.Document.ToStored();
    }

    private Task NoteAsync(string action, Guid siteId, DateOnly month, string? document, CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string> { ["month"] = month.ToString("yyyy-MM", CultureInfo.InvariantCulture) };
        if (document is not null)
            details["document"] = document;
        return audit.RecordAsync(action, siteId, JsonSerializer.Serialize(details), cancellationToken);
    }
}
