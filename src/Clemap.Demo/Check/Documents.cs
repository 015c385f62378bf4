using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CsvHelper;
using UglyToad.PdfPig;

namespace Clemap.Demo.Check;

/// <summary>What one kind of document says was charged, read back from its bytes.</summary>
/// <param name="Invoices">Number → total.</param>
/// <param name="EnergyWh">Of all.</param>
internal sealed record DocumentTotals(IReadOnlyDictionary<string, decimal> Invoices, long EnergyWh);

internal static partial class Documents
{
    public static DocumentTotals ReadCsv(byte[] content)
    {
        using var reader = CsvReader.Create(content, CsvReaderOptions.Default with { FormatProvider = CultureInfo.InvariantCulture });
        reader.ReadHeader();
        var invoices = new Dictionary<string, decimal>();
        var energyWh = 0L;
        while (reader.Read())
        {
            invoices.Add(reader.GetString("number"), reader.Parse<decimal>("total"));
            energyWh += reader.Parse<long>("energyWh");
        }

        return new DocumentTotals(invoices, energyWh);
    }

    /// <summary>Total and energy as printed; an invoice of base fees alone prints no energy.</summary>
    /// <exception cref="DemoException">The invoice does not print its number or its total.</exception>
    public static (decimal Total, long EnergyWh) ReadPdf(byte[] content, string number, decimal expectedTotal)
    {
        using var pdf = PdfDocument.Open(content);
        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        if (!text.Contains(number, StringComparison.Ordinal))
            throw new DemoException($"The PDF of invoice {number} does not print its number.");
        var plain = Thousands().Replace(text, "");
        var printed = expectedTotal.ToString("0.00", CultureInfo.InvariantCulture);
        if (!Regex.IsMatch(plain, $@"(?<![\d.]){Regex.Escape(printed)}(?!\d)", RegexOptions.None, TimeSpan.FromSeconds(1)))
            throw new DemoException($"The PDF of invoice {number} does not print its total of {printed}.");
        var energy = Energies().Matches(plain).Select(match => decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        return (expectedTotal, (long)(energy * 1000));
    }

    /// <summary>Sum of all observations of all E66 documents in the archive.</summary>
    public static (int Documents, long EnergyWh) ReadSdat(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        var sumWh = 0L;
        var documents = 0;
        foreach (var entry in zip.Entries.Where(entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var xml = XmlReader.Create(entry.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var volumes = XDocument.Load(xml).Descendants().Where(element => element.Name.LocalName == "Volume");
            sumWh += (long)(volumes.Sum(volume => decimal.Parse(volume.Value, CultureInfo.InvariantCulture)) * 1000);
            documents++;
        }

        return (documents, sumWh);
    }

    [GeneratedRegex(@"(?<=\d)[’'\u00A0\u202F](?=\d{3})")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"(\d+\.\d{3}) ?kWh")]
    private static partial Regex Energies();
}
