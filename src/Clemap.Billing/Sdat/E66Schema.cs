using System.Xml;
using System.Xml.Schema;

namespace Clemap.Billing.Sdat;

/// <summary>Checks an E66 document against the project's own schema: the official one is not public.</summary>
internal static class E66Schema
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(Load);

    /// <returns>What is wrong, in the order of the document; empty when it is valid.</returns>
    public static IReadOnlyList<string> Check(Stream xml)
    {
        var problems = new List<string>();
        var settings = SecureSettings();
        settings.ValidationType = ValidationType.Schema;
        settings.Schemas = Schemas.Value;
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, problem) => problems.Add(problem.Message);
        try
        {
            using var reader = XmlReader.Create(xml, settings);
            while (reader.Read())
            {
                // Reading validates.
            }
        }
        catch (XmlException malformed)
        {
            problems.Add(malformed.Message);
        }

        return problems;
    }

    /// <summary>No DTD, nothing fetched.</summary>
    public static XmlReaderSettings SecureSettings() => new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private static XmlSchemaSet Load()
    {
        using var stream = typeof(E66Schema).Assembly.GetManifestResourceStream("ValidatedMeteredData_1p4.xsd")
            ?? throw new InvalidOperationException("The schema is not in the assembly.");
        using var reader = XmlReader.Create(stream, SecureSettings());
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.Add(null, reader);
        schemas.Compile();
        return schemas;
    }
}
