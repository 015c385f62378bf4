using Clemap.Billing.Invoices;
using Clemap.Billing.OwnCharging;

namespace Clemap.Portal.Tests;

/// <summary>What a resident has charged, held in memory.</summary>
internal sealed class OwnChargingWorld : IOwnCharging
{
    public static readonly Guid Older = World.Id(0xd9);

    public List<OwnHome> Homes { get; } = [];

    public List<OwnSession> Sessions { get; } = [];

    public List<OwnInvoice> Invoices { get; } = [];

    public List<OwnPage> AskedSessions { get; } = [];

    public List<OwnPage> AskedInvoices { get; } = [];

    public Task<IReadOnlyList<OwnHome>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<OwnHome>>(Homes);

    public Task<OwnSessionPage> SessionsAsync(OwnPage page, CancellationToken cancellationToken)
    {
        AskedSessions.Add(page);
        return Task.FromResult(new OwnSessionPage(Sessions, page.Before is null ? Older : null));
    }

    public Task<OwnInvoicePage> InvoicesAsync(OwnPage page, CancellationToken cancellationToken)
    {
        AskedInvoices.Add(page);
        return Task.FromResult(new OwnInvoicePage(Invoices, page.Before is null ? Older : null));
    }

    public Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
