using Clemap.Billing.Setup;

namespace Clemap.Server.Demo;

/// <summary>Who lives at Sonnenhof 12, who holds which card and space, and what a kilowatt-hour costs. All names and numbers are invented.</summary>
internal static class DemoBilling
{
    private static readonly DateTimeOffset MovedIn = new(2024, 12, 31, 23, 0, 0, TimeSpan.Zero);

    public static SiteBilling Site { get; } = new(
        DemoSite.Site.Id,
        // The sample account of the Swiss QR-bill's own guideline: no money can go astray.
        new CreditorAccount(DemoSite.Id("50"), DemoSite.OrganisationName, Sonnenhof("8"), "CH44 3199 9123 0008 8901 2", "CHE-400.123.461"),
        new SdatParties("12X-SONNENHOF01K", "12X-ENLIMMAT-01T"),
        [new TariffVersion(1, new DateOnly(2025, 1, 1), SolarPerKwh: 0.19m, GridPerKwh: 0.29m, BaseFeePerMonth: 5m, VatPercent: 8.1m, VatMode.Included)],
        [
            Resident("30", "Anna Keller", "Flat 3", "de", "04A1B2C3D4", "a1", DemoSite.Resident),
            Resident("31", "Marco Bernasconi", "Flat 5", "it", "04A1B2C3D5", "a2"),
            Resident("32", "Claire Dubois", "Flat 7", "fr", "04A1B2C3D6", "a3"),
            Resident("33", "Urs Brunner", "Flat 9", "de", "04A1B2C3D7", "b1"),
            Resident("34", "Nora Meier", "Flat 11", "en", "04A1B2C3D8", "b2"),
            Resident("35", "Hauswartung Huber GmbH", "Caretaker", "de", "04A1B2C3D9", "b3"),
        ],
        [
            .. new[] { "a1", "a2", "a3", "b1", "b2", "b3" }.Select(Point),
        ]);

    private static SiteResident Resident(string id, string name, string unit, string language, string card, string station, string? email = null) => new(
        DemoSite.Id(id), name, unit, Sonnenhof("12"), language, [new(card, MovedIn)], [new(DemoSite.Id(station), MovedIn)], email);

    private static SiteMeteringPoint Point(string station) => new(
        "CH10099080001" + station.ToUpperInvariant().PadLeft(20, '0'),
        DemoSite.Id(station),
        EnergyDirection.Consumption,
        EnergyRegister.Import,
        ReleasedToSupplier: true);

    private static PostalAddress Sonnenhof(string number) => new("Sonnenhof", number, "8004", "Zürich");
}
