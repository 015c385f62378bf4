using Clemap.Billing.Invoices;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Documents;

/// <summary>All that the documents of one invoice say.</summary>
internal sealed record IssuedInvoice(
    Guid Id,
    long Sequence,
    string Number,
    string Reference,
    MonthSpan Period,
    DateTimeOffset IssuedAt,
    string SiteName,
    string SiteAddress,
    CreditorAccount Creditor,
    Recipient Recipient,
    TariffVersion Tariff,
    Usage Usage,
    InvoiceAmounts Amounts,
    IReadOnlyList<ChargeLine> Charges,
    bool HasEstimates)
{
    public const int PaymentDays = 30;

    public DateOnly IssuedOn => DateOnly.FromDateTime(Period.Local(IssuedAt));

    public DateOnly DueOn => IssuedOn.AddDays(PaymentDays);
}

internal sealed record Recipient(Guid ResidentId, string Name, string Unit, PostalAddress Address, string Language);

/// <summary>A session, or the energy of a station outside any session, as far as it falls into the month.</summary>
/// <param name="Session"><see langword="null"/> for energy outside sessions.</param>
/// <param name="BilledWh">Of this month; a session over the month's border is cut there.</param>
internal sealed record ChargeLine(string Station, Guid? ResidentId, ChargedSession? Session, long BilledWh, long SolarWh);

internal sealed record ChargedSession(Guid Id, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long StartWh, long EndWh, string? Card);
