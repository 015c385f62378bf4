using Clemap.Billing.Database;
using Clemap.Billing.Documents;
using Clemap.Platform.Organisations;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clemap.Billing.Invoices;

/// <summary>
/// Closes a month. It can be started twice, and killed at any point: what it issues, it issues in one transaction that holds the creditor's row.
/// </summary>
internal sealed partial class BillingRunJob(IServiceProvider services, TimeProvider time, ILogger<BillingRunJob> log)
{
    [AutomaticRetry(Attempts = 3, DelaysInSeconds = [5, 60, 600])]
    public async Task RunAsync(Guid organisationId, Guid runId, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var database = scope.ServiceProvider.GetRequiredService<BillingDbContext>();
        var progress = new RunProgress(services, organisationId, runId, time);
        if (await database.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == runId, cancellationToken) is not { } run
            || run.Status == BillingRunStatus.Issued)
            return;

        try
        {
            await progress.ReportAsync(5, "readings", cancellationToken);
            var reader = scope.ServiceProvider.GetRequiredService<MonthReader>();
            var (data, problem) = await reader.ReadAsync(run.SiteId, run.Month, cancellationToken);
            if (data is null)
            {
                await progress.FailAsync(problem!, cancellationToken);
                return;
            }

            await progress.ReportAsync(40, "allocation", cancellationToken);
            var account = MonthAccount.Of(data);
            await progress.ReportAsync(60, "invoices", cancellationToken);
            await IssueAsync(database, run, data, account, progress, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFailed(runId, failure);
            await progress.FailAsync("internal", cancellationToken);
            throw;
        }
    }

    private async Task IssueAsync(
        BillingDbContext database, BillingRunRow run, MonthData data, MonthAccount account, RunProgress progress, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Runs of the same creditor wait for each other here. The second start of the same run then sees that it is issued.
        await database.Database.ExecuteSqlAsync($"select 1 from billing.creditor where id = {data.Creditor.Id} for update", cancellationToken);
        var creditor = await database.Creditors.SingleAsync(row => row.Id == data.Creditor.Id, cancellationToken);
        if (await database.Runs.AnyAsync(row => row.Id == run.Id && row.Status == BillingRunStatus.Issued, cancellationToken))
            return;

        var issuedAt = time.GetUtcNow();
        var invoices = InvoiceIssue.Number(run, data, account, creditor.LastNumber, issuedAt);
        creditor.LastNumber += invoices.Count;
        for (var index = 0; index < invoices.Count; index++)
        {
            await progress.ReportAsync(60 + 30 * index / invoices.Count, "documents", cancellationToken);
            database.Invoices.Add(InvoiceIssue.RowOf(run, invoices[index]));
            database.InvoiceLines.AddRange(InvoiceIssue.LinesOf(run, invoices[index]));
            database.Documents.Add(RunDocuments.InvoicePdfOf(run, invoices[index]));
        }

        await progress.ReportAsync(90, "documents", cancellationToken);
        database.Documents.AddRange(RunDocuments.OfRun(run, data, account, invoices, issuedAt));
        await database.SaveChangesAsync(cancellationToken);
        await MarkIssuedAsync(database, run.Id, account, invoices, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogIssued(run.Id, invoices.Count);
    }

    private async Task MarkIssuedAsync(
        BillingDbContext database, Guid runId, MonthAccount account, List<IssuedInvoice> invoices, CancellationToken cancellationToken)
    {
        var finishedAt = time.GetUtcNow();
        var findings = account.Findings.ToList();
        var totalWh = invoices.Sum(invoice => invoice.Usage.EnergyWh);
        var totalCharge = invoices.Sum(invoice => invoice.Amounts.Total);
        await database.Runs.Where(row => row.Id == runId).ExecuteUpdateAsync(
            row => row
                .SetProperty(value => value.Status, BillingRunStatus.Issued)
                .SetProperty(value => value.Progress, 100)
                .SetProperty(value => value.Step, "done")
                .SetProperty(value => value.Findings, findings)
                .SetProperty(value => value.Invoices, invoices.Count)
                .SetProperty(value => value.TotalWh, totalWh)
                .SetProperty(value => value.TotalCharge, totalCharge)
                .SetProperty(value => value.FinishedAt, finishedAt)
                .SetProperty(value => value.Error, (string?)null),
            cancellationToken);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Billing run {RunId} issued {Invoices} invoices.")]
    private partial void LogIssued(Guid runId, int invoices);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Error, Message = "Billing run {RunId} failed.")]
    private partial void LogFailed(Guid runId, Exception failure);
}
