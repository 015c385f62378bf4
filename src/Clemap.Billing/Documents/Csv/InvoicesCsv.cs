namespace Clemap.Billing.Documents.Csv;

internal static class InvoicesCsv
{
    private static readonly string[] Header =
        ["number", "recipient", "unit", "energyWh", "solarWh", "gridWh", "net", "vat", "total", "currency", "reference"];

    public static byte[] Write(IEnumerable<IssuedInvoice> invoices) => CsvDocument.Write(Header, invoices.Select(Row));

    private static string[] Row(IssuedInvoice invoice) =>
    [
        invoice.Number,
        invoice.Recipient.Name,
        invoice.Recipient.Unit,
        CsvDocument.Cell(invoice.Usage.EnergyWh),
        CsvDocument.Cell(invoice.Usage.SolarWh),
        CsvDocument.Cell(invoice.Usage.GridWh),
        CsvDocument.Cell(invoice.Amounts.Net),
        CsvDocument.Cell(invoice.Amounts.Vat),
        CsvDocument.Cell(invoice.Amounts.Total),
        Invoices.Money.Currency,
        invoice.Reference,
    ];
}
