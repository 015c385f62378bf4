using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;

namespace Clemap.Platform.Devices.Manufacture;

/// <summary>Reads the CSV of the factory: every row against every rule, so that one look at the answer shows all that is wrong.</summary>
internal static partial class ManufactureCsv
{
    public const int MostRows = 100_000;
    private const int MostProblems = 100;

    private static readonly string[] Columns = ["serial", "order_number", "public_key", "code", "code_hash"];
    private static readonly string[] Needed = ["serial", "order_number"];

    private static readonly CsvReaderOptions Options = CsvReaderOptions.Default with
    {
        FormatProvider = CultureInfo.InvariantCulture,
        TrackLineNumbers = true,
        TrimWhitespace = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    public static (IReadOnlyList<FactoryRow> Rows, IReadOnlyList<ManufactureProblem> Problems) Read(byte[] csv)
    {
        var rows = new List<FactoryRow>();
        var problems = new List<ManufactureProblem>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        using var reader = CsvReader.Create(csv, Options);
        try
        {
            reader.ReadHeader();
            if (HeaderProblem(reader.Headers) is { } header)
                return ([], [header]);
            while (problems.Count < MostProblems && reader.Read())
            {
                var line = reader.LineNumber;
                var serial = Cell(reader, "serial");
                if (!lines.TryAdd(serial, line))
                    problems.Add(new(line, "serial", "twice", $"'{serial}' stands in line {lines[serial]} already."));
                else if (ReadRow(reader, line, serial, problems) is { } row)
                    rows.Add(row);
                if (rows.Count > MostRows)
                    return ([], [new(line, "", "too-many", $"A file has at most {MostRows} devices: split it.")]);
            }
        }
        catch (CsvFormatException malformed)
        {
            problems.Add(new(malformed.LineNumber, "", "malformed", $"The row cannot be read: {malformed.Message}"));
        }

        return (rows, problems);
    }

    private static ManufactureProblem? HeaderProblem(IReadOnlyList<string> headers)
    {
        var names = headers.Select(header => header.Trim()).ToList();
        if (names.Find(name => !Columns.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            return new(1, unknown, "unknown-column", $"The first line names the columns {string.Join(", ", Columns)}, but there is '{unknown}'.");
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            return new(1, twice.Key, "twice", "The column stands there twice.");
        if (Needed.FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } missing)
            return new(1, missing, "missing-column", "The column is missing.");
        return names.Exists(name => name.StartsWith("code", StringComparison.OrdinalIgnoreCase)) ? null : new(1, "code", "missing-column", "The column 'code' or 'code_hash' is missing.");
    }

    private static FactoryRow? ReadRow(CsvReader reader, long line, string serial, List<ManufactureProblem> problems)
    {
        var before = problems.Count;
        if (!Serial().IsMatch(serial))
            Broken("serial", "format", "A serial number has 3 to 40 capital letters, digits and dashes.");
        var order = Cell(reader, "order_number");
        if (OrderNumber.RatedCurrentA(order) is null)
            Broken("order_number", "unknown", $"'{order}' is none of {string.Join(", ", OrderNumber.All.Order(StringComparer.Ordinal))}.");
        var keyText = Cell(reader, "public_key");
        var key = keyText.Length == 0 ? null : FactoryKey.Read(keyText);
        if (keyText.Length > 0 && key is null)
            Broken("public_key", "not-a-key", "A public key is the base64 of a P-256 key (SubjectPublicKeyInfo): what a PEM file has between its first and last line, in one line.");
        var hash = ReadHash(Cell(reader, "code"), Cell(reader, "code_hash"), serial, Broken);
        return problems.Count == before ? new(line, serial, order, key, hash!) : null;

        void Broken(string column, string code, string message) => problems.Add(new(line, column, code, message));
    }

    private static byte[]? ReadHash(string code, string hash, string serial, Action<string, string, string> broken)
    {
        if (code.Length > 0 == hash.Length > 0)
            broken(code.Length > 0 ? "code_hash" : "code", "one-of-two", "Each row has a code or the hash of one, and not both.");
        else if (hash.Length > 0)
        {
            if (HashText().IsMatch(hash))
                return Convert.FromHexString(hash);
            broken("code_hash", "format", "The hash is the SHA-256 of serial number, line feed and code, in 64 hexadecimal digits.");
        }
        else if (OneTimeCode.Plain(code).Length is >= OneTimeCode.Shortest and <= OneTimeCode.Longest)
            return OneTimeCode.Hash(serial, code);
        else
            broken("code", "length", $"A one-time code has {OneTimeCode.Shortest} to {OneTimeCode.Longest} letters and digits.");
        return null;
    }

    // A column that the file does not have is empty in every row.
    private static string Cell(CsvReader reader, string column) => reader.TryGetFieldIndex(column, out var index) ? reader.GetString(index) : "";

    [GeneratedRegex("^[A-Z0-9][A-Z0-9-]{1,38}[A-Z0-9]$")]
    private static partial Regex Serial();

    [GeneratedRegex("^[0-9A-Fa-f]{64}$")]
    private static partial Regex HashText();
}

/// <param name="Line">Of the file.</param>
/// <param name="PublicKeyJson">JWK.</param>
internal sealed record FactoryRow(long Line, string Serial, string OrderNumber, string? PublicKeyJson, byte[] CodeHash);
