using System.Globalization;
using CsvHelper;

namespace Clemap.Billing.Documents.Csv;

/// <summary>CSV that every program reads the same way: UTF-8, comma, point, ISO dates.</summary>
internal static class CsvDocument
{
    // Names come from people: a cell that begins like a formula gets an apostrophe in front, so that no spreadsheet runs it.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <param name="rows">Cells that are ready as text.</param>
    public static byte[] Write(string[] header, IEnumerable<string[]> rows)
    {
        using var buffer = new MemoryStream();
        using (var csv = CsvWriter.Create(buffer, Options, leaveOpen: true))
        {
            csv.WriteRecord(header);
            foreach (var row in rows)
                csv.WriteRecord(row);
        }

        return buffer.ToArray();
    }

    public static string Cell(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Cell(decimal money) => money.ToString("0.00", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>With its offset: one hour of October exists twice.</summary>
    public static string Local(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
