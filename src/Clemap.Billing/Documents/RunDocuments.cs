using System.Security.Cryptography;
using Clemap.Billing.Documents.Csv;
using Clemap.Billing.Documents.Pdf;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sdat;

namespace Clemap.Billing.Documents;

/// <summary>Makes the documents of a run. The same run gives the same bytes.</summary>
internal static class RunDocuments
{
    public static DocumentRow InvoicePdfOf(BillingRunRow run, IssuedInvoice invoice) => Row(
        run, invoice.Id, DocumentKind.InvoicePdf, $"{invoice.Number}.pdf", "application/pdf", InvoicePdf.Render(invoice));

    public static IEnumerable<DocumentRow> OfRun(
        BillingRunRow run, MonthData data, MonthAccount account, IReadOnlyList<IssuedInvoice> invoices, DateTimeOffset issuedAt)
    {
        var month = run.Month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        var byResident = invoices.ToDictionary(invoice => invoice.Recipient.ResidentId);
        yield return Row(run, null, DocumentKind.InvoicesCsv, $"invoices-{month}.csv", "text/csv; charset=utf-8", InvoicesCsv.Write(invoices));
        yield return Row(
            run,
            null,
            DocumentKind.SessionsCsv,
            $"sessions-{month}.csv",
            "text/csv; charset=utf-8",
            SessionsCsv.Write(account.Charges, byResident, data.Span.Zone));
        yield return Row(
            run, null, DocumentKind.SdatZip, $"sdat-e66-{month}.zip", "application/zip", SdatArchive.Write(SdatExport.Of(run, data, issuedAt)));
    }

    private static DocumentRow Row(BillingRunRow run, Guid? invoiceId, DocumentKind kind, string fileName, string contentType, byte[] content) => new()
    {
        OrganisationId = run.OrganisationId,
        Id = Guid.CreateVersion7(),
        RunId = run.Id,
        InvoiceId = invoiceId,
        Kind = kind,
        FileName = fileName,
        ContentType = contentType,
        Content = content,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
    };
}
