using System.IO.Compression;
using System.Text;
using Clemap.Demo.Check;

namespace Clemap.Demo.Tests.Check;

public sealed class DocumentsTests
{
    [Fact]
    public void Totals_of_a_CSV_are_read_exactly()
    {
        var totals = Documents.ReadCsv(Encoding.UTF8.GetBytes("number,recipient,energyWh,total\r\n1,\"Keller, Anna\",123456,35.10\r\n2,Huber,1,0.05\r\n"));
        totals.EnergyWh.ShouldBe(123_457);
        totals.Invoices["1"].ShouldBe(35.10m);
    }

    [Fact]
    public void Volumes_of_all_documents_of_an_archive_are_summed_in_watt_hours()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "a.xml", "b.xml" })
            {
                using var entry = new StreamWriter(zip.CreateEntry(name).Open());
                entry.Write("<m xmlns='http://www.strom.ch'><Volume>0.001</Volume><Volume>1.250</Volume></m>");
            }
        }

        Documents.ReadSdat(bytes.ToArray()).ShouldBe((2, 2_502));
    }
}
