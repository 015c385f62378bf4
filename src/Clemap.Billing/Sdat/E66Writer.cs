using System.Globalization;
using System.Text;
using System.Xml;
using Clemap.Billing.Setup;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Sdat;

/// <summary>Writes <c>ValidatedMeteredData_14</c>. The order of the elements is the format; the codes stand in the schema beside this file.</summary>
internal static class E66Writer
{
    public const string Namespace = "http://www.strom.ch";

    private const string Root = "ValidatedMeteredData_14";
    private const string ActiveEnergy = "8716867000030";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
    };

    public static byte[] Write(E66Document document)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartElement("rsm", Root, Namespace);
            xml.WriteAttributeString(
                "xsi", "schemaLocation", "http://www.w3.org/2001/XMLSchema-instance", $"{Namespace} ValidatedMeteredData_1p4.xsd");
            WriteHeader(xml, document);
            WriteSeries(xml, document);
            xml.WriteEndElement();
        }

        return buffer.ToArray();
    }

    private static void WriteHeader(XmlWriter xml, E66Document document)
    {
        xml.Open("ValidatedMeteredData_HeaderInformation");
        xml.Value("HeaderVersion", "1.0");
        WriteParty(xml, "Sender", document.Parties.SenderEic, document.Parties.SenderRole);
        WriteParty(xml, "Receiver", document.Parties.ReceiverEic, document.Parties.ReceiverRole);

        xml.Open("InstanceDocument");
        xml.Value("DictionaryAgencyID", "260");
        xml.Value("VersionID", "2007B", ("listAgencyID", "260"));
        xml.Value("DocumentID", document.DocumentId);
        xml.Open("DocumentType", ("listAgencyID", "260"));
        xml.Value("ebIXCode", "E66");
        xml.End();
        xml.Value("Creation", Utc(document.Creation));
        xml.Value("Status", "9");
        xml.End();

        xml.Open("BusinessScopeProcess");
        xml.Open("BusinessReasonType", ("codeListAgency", "260"));
        xml.Value("ebIXCode", "E88");
        xml.End();
        xml.Value("BusinessDomainType", "E02", ("listAgencyID", "260"));
        xml.Value("BusinessSectorType", "23");
        WriteSpan(xml, "ReportPeriod", document);
        xml.Open("BusinessService");
        xml.Open("ServiceTransaction", ("isIntelligibleCheckRequired", "true"));
        xml.End();
        xml.End();
        xml.End();
        xml.End();
    }

    private static void WriteSeries(XmlWriter xml, E66Document document)
    {
        xml.Open("MeteringData");
        xml.Value("DocumentID", document.DocumentId + "_D");
        WriteSpan(xml, "Interval", document);
        xml.Open("Resolution");
        xml.Value("Resolution", "15");
        xml.Value("Unit", "MIN");
        xml.End();
        xml.Open(document.Direction == EnergyDirection.Production ? "ProductionMeteringPoint" : "ConsumptionMeteringPoint");
        xml.Value("VSENationalID", document.MeteringPointId, ("schemeID", "VSE"), ("schemeAgencyID", "260"));
        xml.End();
        xml.Open("Product");
        xml.Value("ID", ActiveEnergy, ("schemeAgencyID", "9"));
        xml.Value("MeasureUnit", "KWH");
        xml.End();
        for (var index = 0; index < document.Values.Count; index++)
            WriteObservation(xml, index + 1, document.Values[index]);
        xml.End();
    }

    private static void WriteObservation(XmlWriter xml, int sequence, E66Value value)
    {
        xml.Open("Observation");
        xml.Open("Position");
        xml.Value("Sequence", sequence.ToString(CultureInfo.InvariantCulture));
        xml.End();

        // A missing quarter hour is 0.000 with Condition 21: readers know it as a placeholder, never as a zero.
        var energyWh = value.Quality == EnergyQuality.Missing ? 0 : value.EnergyWh;
        xml.Value("Volume", (energyWh / 1000m).ToString("0.000", CultureInfo.InvariantCulture));
        if (value.Condition is { } condition)
            xml.Value("Condition", condition);
        xml.End();
    }

    private static void WriteParty(XmlWriter xml, string element, string eic, string role)
    {
        xml.Open(element);
        xml.Open("ID");
        xml.Value("EICID", eic, ("schemeAgencyID", "305"));
        xml.End();
        xml.Value("Role", role);
        xml.End();
    }

    private static void WriteSpan(XmlWriter xml, string element, E66Document document)
    {
        xml.Open(element);
        xml.Value("StartDateTime", Utc(document.From));
        xml.Value("EndDateTime", Utc(document.To));
        xml.End();
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Open(this XmlWriter xml, string element, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement("rsm", element, Namespace);
        foreach (var (name, value) in attributes)
            xml.WriteAttributeString(name, value);
    }

    private static void Value(this XmlWriter xml, string element, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.Open(element, attributes);
        xml.WriteString(text);
        xml.End();
    }

    private static void End(this XmlWriter xml) => xml.WriteEndElement();
}
