using Clemap.Billing.Database;
using Clemap.Platform.Organisations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Billing.Invoices;

/// <summary>What pages see while a run works. Each step is a commit of its own, beside the issuing transaction; an issued run stays as it is.</summary>
internal sealed class RunProgress(IServiceProvider services, Guid organisationId, Guid runId, TimeProvider time)
{
    public async Task ReportAsync(int progress, string step, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var reportedAt = time.GetUtcNow();
        await OpenRun(scope).ExecuteUpdateAsync(
            row => row
                .SetProperty(value => value.Status, BillingRunStatus.Running)
                .SetProperty(value => value.Progress, progress)
                .SetProperty(value => value.Step, step)
                .SetProperty(value => value.ReportedAt, reportedAt)
                .SetProperty(value => value.Error, (string?)null)
                .SetProperty(value => value.FinishedAt, (DateTimeOffset?)null),
            cancellationToken);
    }

    public async Task FailAsync(string code, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateOrganisationScope(organisationId);
        var finishedAt = time.GetUtcNow();
        await OpenRun(scope).ExecuteUpdateAsync(
            row => row
                .SetProperty(value => value.Status, BillingRunStatus.Failed)
                .SetProperty(value => value.Error, code)
                .SetProperty(value => value.FinishedAt, finishedAt),
            cancellationToken);
    }

    private IQueryable<BillingRunRow> OpenRun(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<BillingDbContext>().Runs.Where(row => row.Id == runId && row.Status != BillingRunStatus.Issued);
}
