using System.Text.Json.Serialization;

namespace Clemap.Billing.Invoices;

/// <summary>Monthly runs of a site in the organisation in scope.</summary>
public interface IBillingRuns
{
    /// <summary>
    /// Starts the run of a closed month, or names the one that exists: the same site and month never give two. The work is a background job.
    /// </summary>
    /// <param name="siteId">Of the organisation in scope.</param>
    /// <param name="month">First day of the month, local to the site.</param>
    Task<BillingRunStart> StartAsync(Guid siteId, DateOnly month, CancellationToken cancellationToken);

    Task<BillingRunView?> FindAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>Newest first, at most 60.</summary>
    Task<IReadOnlyList<BillingRunView>> ListAsync(Guid siteId, CancellationToken cancellationToken);

    /// <summary>By number.</summary>
    Task<IReadOnlyList<InvoiceView>> InvoicesAsync(Guid runId, CancellationToken cancellationToken);

    /// <summary>The stored document, byte for byte as issued; <see langword="null"/> when unknown or foreign.</summary>
    Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken);

    /// <summary>A document of the whole run; <see langword="null"/> when unknown, foreign or not issued.</summary>
    Task<StoredDocument?> RunDocumentAsync(Guid runId, RunDocument kind, CancellationToken cancellationToken);
}

public enum RunDocument
{
    /// <summary>CSV, one row per invoice.</summary>
    InvoicesCsv,

    /// <summary>CSV, one row per session with who pays.</summary>
    SessionsCsv,

    /// <summary>E66 v1.4 per metering point, in one ZIP.</summary>
    SdatZip,
}

/// <param name="Run">Set when it runs or ran.</param>
/// <param name="Problem">A code when it cannot start: <c>not-found</c>, <c>month-not-closed</c>.</param>
public sealed record BillingRunStart(BillingRunView? Run, string? Problem = null);

[JsonConverter(typeof(JsonStringEnumConverter<BillingRunStatus>))]
public enum BillingRunStatus
{
    [JsonStringEnumMemberName("queued")] Queued,
    [JsonStringEnumMemberName("running")] Running,
    [JsonStringEnumMemberName("issued")] Issued,
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <param name="Month">Its first day; in JSON <c>2026-10</c>.</param>
/// <param name="Progress">0 to 100 %.</param>
/// <param name="Step">What it does now, as a code: <c>readings</c>, <c>allocation</c>, <c>invoices</c>, <c>documents</c>, <c>done</c>.</param>
/// <param name="Findings">What a person should know, for example <c>unassigned-energy</c>, <c>estimated-energy</c>, <c>missing-energy</c>.</param>
/// <param name="Invoices">How many.</param>
/// <param name="TotalWh">Energy on all invoices.</param>
/// <param name="TotalCharge">Sum of all invoices in <paramref name="Currency"/>.</param>
/// <param name="Error">Of a failed run: <c>no-site-model</c>, <c>no-creditor</c>, <c>no-tariff</c>, <c>no-readings</c>, <c>internal</c>. Starting it again tries again.</param>
public sealed record BillingRunView(
    Guid Id,
    Guid SiteId,
    [property: JsonConverter(typeof(MonthJsonConverter))] DateOnly Month,
    BillingRunStatus Status,
    int Progress,
    string Step,
    IReadOnlyList<string> Findings,
    int Invoices,
    long TotalWh,
    decimal TotalCharge,
    string Currency,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? Error);

/// <param name="Number">Gap-free per creditor.</param>
public sealed record InvoiceView(Guid Id, string Number, string Recipient, long EnergyWh, long SolarWh, decimal Total, string Currency, string QrReference);

public sealed record StoredDocument(string FileName, string ContentType, ReadOnlyMemory<byte> Content, string Sha256);
