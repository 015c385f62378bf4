using System.Globalization;
using System.Text.Json;
using Clemap.Billing.Documents;
using Clemap.Billing.Setup;

namespace Clemap.Billing.Invoices;

/// <summary>Turns the account of a month into numbered invoices.</summary>
internal static class InvoiceIssue
{
    /// <param name="lastNumber">Of the creditor, whose row the caller has locked.</param>
    public static List<IssuedInvoice> Number(BillingRunRow run, MonthData data, MonthAccount account, long lastNumber, DateTimeOffset issuedAt)
    {
        var charges = account.Charges.ToLookup(line => line.ResidentId);
        var creditor = new CreditorAccount(
            data.Creditor.Id, data.Creditor.Name, data.Creditor.Address, data.Creditor.Iban, data.Creditor.Uid, data.Creditor.ReferencePrefix);
        return data.Residents.Where(resident => account.Usage.ContainsKey(resident.Id)).Select((resident, index) =>
        {
            var usage = account.Usage[resident.Id];
            var sequence = lastNumber + index + 1;
            return new IssuedInvoice(
                Guid.CreateVersion7(),
                sequence,
                NumberOf(data.Span.Local(issuedAt).Year, sequence),
                PaymentReference.Create(creditor.Iban, creditor.ReferencePrefix, run.Month, sequence),
                data.Span,
                issuedAt,
                data.Site.Name,
                data.Site.Address,
                creditor,
                new Recipient(resident.Id, resident.Name, resident.Unit, resident.Address, resident.Language),
                data.Tariff,
                usage,
                InvoiceCalculation.Of(usage, data.Tariff),
                [.. charges[resident.Id]],
                account.Estimated.Contains(resident.Id));
        }).ToList();
    }

    public static InvoiceRow RowOf(BillingRunRow run, IssuedInvoice invoice) => new()
    {
        OrganisationId = run.OrganisationId,
        Id = invoice.Id,
        RunId = run.Id,
        CreditorId = invoice.Creditor.Id,
        Sequence = invoice.Sequence,
        Number = invoice.Number,
        ResidentId = invoice.Recipient.ResidentId,
        Recipient = invoice.Recipient.Name,
        EnergyWh = invoice.Usage.EnergyWh,
        SolarWh = invoice.Usage.SolarWh,
        Net = invoice.Amounts.Net,
        Vat = invoice.Amounts.Vat,
        Total = invoice.Amounts.Total,
        Currency = Money.Currency,
        Reference = invoice.Reference,
        Tariff = JsonSerializer.Serialize(invoice.Tariff, JsonSerializerOptions.Web),
        IssuedAt = invoice.IssuedAt,
    };

    public static IEnumerable<InvoiceLineRow> LinesOf(BillingRunRow run, IssuedInvoice invoice) =>
        invoice.Amounts.Lines.Select((line, index) => new InvoiceLineRow
        {
            OrganisationId = run.OrganisationId,
            InvoiceId = invoice.Id,
            Position = index + 1,
            Kind = line.Kind,
            Quantity = line.Quantity,
            UnitPrice = line.UnitPrice,
            Amount = line.Amount,
        });

    /// <summary>The year is for people; the number behind it runs on over the years, so that it has no gap.</summary>
    private static string NumberOf(int year, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{year}-{sequence:D6}");
}
