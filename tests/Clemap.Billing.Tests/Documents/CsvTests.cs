using System.Text;
using Clemap.Billing.Documents.Csv;

namespace Clemap.Billing.Tests.Documents;

public sealed class CsvTests
{
    // Names come from people; a spreadsheet must never run one.
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("@SUM(A1)")]
    [InlineData("+41 44")]
    [InlineData("-1")]
    [InlineData("\t=1")]
    public void Write_CellLikeAFormula_IsDisarmed(string name)
    {
        var invoice = Sample.Invoice();

        var line = Lines(InvoicesCsv.Write([invoice with { Recipient = invoice.Recipient with { Name = name } }]))[1];

        line.ShouldStartWith("2026-000042,\"'");
    }

    [Fact]
    public void Write_Invoice_IsIntegerWhAndPlainDecimals() =>
        Lines(InvoicesCsv.Write([Sample.Invoice()])).ShouldBe(
        [
            "number,recipient,unit,energyWh,solarWh,gridWh,net,vat,total,currency,reference",
            "2026-000042,Claire Dubois,Flat 7,152222,45042,107180,43.61,3.53,47.14,CHF,000000000020261000000000424",
        ]);

    // 25 October 2026, 02:30 exists twice: the offset tells which.
    [Theory]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00")]
    [InlineData("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00")]
    public void Local_DoubledHour_IsToldByItsOffset(string utc, string local) =>
        CsvDocument.Local(DateTimeOffset.Parse(utc, null), TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich")).ShouldBe(local);

    private static string[] Lines(byte[] csv) => Encoding.UTF8.GetString(csv).TrimEnd().Split("\r\n");
}
