namespace Clemap.Billing.Documents.Csv;

/// <summary>Each session with who pays. Rows without a session are energy that a station took outside any; billedWh adds up to what was metered.</summary>
internal static class SessionsCsv
{
    private static readonly string[] Header =
    [
        "sessionId", "payer", "invoice", "station", "card", "startLocal", "endLocal", "startUtc", "endUtc", "startWh", "endWh", "energyWh", "billedWh", "solarWh",
    ];

    /// <param name="invoices">By resident.</param>
    public static byte[] Write(IEnumerable<ChargeLine> charges, IReadOnlyDictionary<Guid, IssuedInvoice> invoices, TimeZoneInfo zone) =>
        CsvDocument.Write(Header, charges.Select(charge => Row(charge, invoices, zone)));

    private static string[] Row(ChargeLine charge, IReadOnlyDictionary<Guid, IssuedInvoice> invoices, TimeZoneInfo zone)
    {
        var payer = charge.ResidentId is { } resident ? invoices.GetValueOrDefault(resident) : null;
        return
        [
            charge.Session?.Id.ToString() ?? "",
            payer?.Recipient.Name ?? "",
            payer?.Number ?? "",
            charge.Station,
            charge.Session?.Card ?? "",
            .. Times(charge.Session, zone),
            CsvDocument.Cell(charge.BilledWh),
            CsvDocument.Cell(charge.SolarWh),
        ];
    }

    private static string[] Times(ChargedSession? session, TimeZoneInfo zone) => session is null
        ? ["", "", "", "", "", "", ""]
        :
        [
            CsvDocument.Local(session.StartedAt, zone),
            CsvDocument.Local(session.EndedAt, zone),
            CsvDocument.Utc(session.StartedAt),
            CsvDocument.Utc(session.EndedAt),
            CsvDocument.Cell(session.StartWh),
            CsvDocument.Cell(session.EndWh),
            CsvDocument.Cell(session.EndWh - session.StartWh),
        ];
}
