using Clemap.Billing.Invoices;
using Clemap.Billing.Sdat;

namespace Clemap.Portal.Tests;

internal sealed class BillingWorld : IBillingRuns, ISdatPeriods
{
    public static readonly Guid RunId = World.Id(0xd1);

    public List<DateOnly> Started { get; } = [];

    public BillingRunView? Run { get; set; }

    public static BillingRunView View(BillingRunStatus status, int progress = 0, string step = "readings") => new(
        RunId, World.SiteId, new DateOnly(2026, 10, 1), status, progress, step, ["estimated-energy"], 1, 1_284_530, 1_412.35m, "CHF", World.Now, World.Now, null);

    public Task<BillingRunStart> StartAsync(Guid siteId, DateOnly month, CancellationToken cancellationToken)
    {
        Started.Add(month);
        Run = View(BillingRunStatus.Running, 40, "allocation");
        return Task.FromResult(new BillingRunStart(Run));
    }

    public Task<BillingRunView?> FindAsync(Guid runId, CancellationToken cancellationToken) => Task.FromResult(Run);

    public Task<IReadOnlyList<BillingRunView>> ListAsync(Guid siteId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<BillingRunView>>(Run is null ? [] : [Run]);

    public Task<IReadOnlyList<InvoiceView>> InvoicesAsync(Guid runId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InvoiceView>>([new(World.Id(0xe0), "2026-0001", "Anna Keller", 214_300, 80_000, 1_412.35m, "CHF", "21")]);

    public Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken) => Task.FromResult<StoredDocument?>(null);

    public Task<StoredDocument?> RunDocumentAsync(Guid runId, RunDocument kind, CancellationToken cancellationToken) =>
        Task.FromResult<StoredDocument?>(null);

    public Task<IReadOnlyList<SdatPeriod>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SdatPeriod>>([new(World.SiteId, "Sonnenhof 12", RunId, new DateOnly(2026, 10, 1))]);
}
