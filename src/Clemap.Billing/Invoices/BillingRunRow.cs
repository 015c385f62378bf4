using Clemap.Platform.Database;

namespace Clemap.Billing.Invoices;

internal sealed class BillingRunRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required Guid SiteId { get; init; }
    public required DateOnly Month { get; init; }
    public required BillingRunStatus Status { get; set; }
    public int Progress { get; set; }
    public required string Step { get; set; }
    public List<string> Findings { get; set; } = [];
    public int Invoices { get; set; }
    public long TotalWh { get; set; }
    public decimal TotalCharge { get; set; }
    public required string Currency { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the job last reported progress; a run that is silent for long lost its node.</summary>
    public DateTimeOffset? ReportedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? Error { get; set; }

    public BillingRunView ToView() => new(
        Id, SiteId, Month, Status, Progress, Step, Findings, Invoices, TotalWh, TotalCharge, Currency, StartedAt, FinishedAt, Error);
}
