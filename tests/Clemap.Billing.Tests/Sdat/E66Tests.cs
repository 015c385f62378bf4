using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Clemap.Billing.Invoices;
using Clemap.Billing.Sdat;
using Clemap.Billing.Setup;
using Clemap.Telemetry.Rollups;

namespace Clemap.Billing.Tests.Sdat;

public sealed class E66Tests
{
    private static readonly XNamespace Strom = E66Writer.Namespace;
    private static readonly TimeZoneInfo Zurich = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    [Theory]
    [InlineData(2026, 3, 2_972)]
    [InlineData(2026, 10, 2_980)]
    [InlineData(2026, 11, 2_880)]
    public void Write_Month_IsValidAndAddsUp(int year, int month, int quarters)
    {
        var document = Document(new DateOnly(year, month, 1), index => new E66Value(index % 977, EnergyQuality.Measured));

        var bytes = E66Writer.Write(document);

        E66Schema.Check(new MemoryStream(bytes)).ShouldBeEmpty();
        var observations = XDocument.Load(new MemoryStream(bytes)).Descendants(Strom + "Observation").ToList();
        observations.Count.ShouldBe(quarters);
        observations.Select(row => (int)row.Element(Strom + "Position")!.Element(Strom + "Sequence")!).ShouldBe(Enumerable.Range(1, quarters));
        observations.Sum(row => decimal.Parse(row.Element(Strom + "Volume")!.Value, CultureInfo.InvariantCulture)).ShouldBe(document.TotalWh / 1000m);
    }

    [Fact]
    public void Write_Qualities_CarryTheirCondition()
    {
        var document = Document(new DateOnly(2026, 10, 1), index => new E66Value(250, (EnergyQuality)(index % 4), index is 4 or 5 or 6));

        var rows = XDocument.Load(new MemoryStream(E66Writer.Write(document))).Descendants(Strom + "Observation").Take(7)
            .Select(row => ((string)row.Element(Strom + "Volume")!, (string?)row.Element(Strom + "Condition")));

        rows.ShouldBe([("0.250", null), ("0.250", "56"), ("0.000", "21"), ("0.250", "56"), ("0.250", "21"), ("0.250", "21"), ("0.000", "21")]);
    }

    [Fact]
    public void Write_Direction_IsTheElement()
    {
        var document = Document(new DateOnly(2026, 10, 1), _ => default) with { Direction = EnergyDirection.Production };

        var xml = XDocument.Load(new MemoryStream(E66Writer.Write(document)));

        xml.Descendants(Strom + "ProductionMeteringPoint").Single().Value.ShouldBe(document.MeteringPointId);
        xml.Descendants(Strom + "ConsumptionMeteringPoint").ShouldBeEmpty();
    }

    [Fact]
    public void FileName_FollowsTheCustom() =>
        Document(new DateOnly(2026, 10, 1), _ => default).FileName.ShouldBe("20261102_060509_12X-SONNENHOF-0P_E66_12X-DEMO-SUPPL-T_CLM-1.xml");

    [Theory]
    [InlineData("<rsm:Status>9</rsm:Status>", "<rsm:Status>7</rsm:Status>")]
    [InlineData("KWH", "MWH")]
    [InlineData("0.000", "-0.001")]
    [InlineData("0.000", "0.0001")]
    [InlineData("CH10099", "CH1009X")]
    [InlineData("T22:00:00Z", "T22:00:00+02:00")]
    public void Check_BrokenDocument_IsRefused(string good, string bad)
    {
        var xml = Encoding.UTF8.GetString(E66Writer.Write(Document(new DateOnly(2026, 10, 1), _ => default)));

        E66Schema.Check(new MemoryStream(Encoding.UTF8.GetBytes(xml.Replace(good, bad, StringComparison.Ordinal)))).ShouldNotBeEmpty();
    }

    [Fact]
    public void Check_DocumentType_IsRefused() =>
        E66Schema.Check(new MemoryStream("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><x>&e;</x>"u8.ToArray())).ShouldNotBeEmpty();

    private static E66Document Document(DateOnly month, Func<int, E66Value> value)
    {
        var span = MonthSpan.Of(month, Zurich);
        return new E66Document(
            "CLM-1",
            new SdatParties("12X-SONNENHOF-0P", "12X-DEMO-SUPPL-T"),
            new DateTimeOffset(2026, 11, 2, 6, 5, 9, TimeSpan.Zero),
            span.From,
            span.To,
            "CH10099080001000000000000000000A1",
            EnergyDirection.Consumption,
            span.Starts().Select((_, index) => value(index)).ToList());
    }
}
