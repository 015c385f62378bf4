using Clemap.Billing.Energy;

namespace Clemap.Billing.Documents.Csv;

/// <summary>What is not known is an empty cell, never a zero.</summary>
internal static class EnergyCsv
{
    private static readonly string[] Header =
    [
        "start", "gridImportWh", "gridExportWh", "productionWh", "chargingWh", "chargingSolarWh", "returnedWh", "houseWh", "houseSolarWh", "peakW", "peakAt", "missingQuarterHours",
        "estimatedQuarterHours",
    ];

    public static byte[] Write(EnergyAccount account, TimeZoneInfo zone) => CsvDocument.Write(Header, account.Bins.Select(bin => Row(bin, account, zone)));

    private static string[] Row(EnergyBin bin, EnergyAccount account, TimeZoneInfo zone) =>
    [
        CsvDocument.Local(bin.At, zone),
        Known(account.HasGrid, bin.GridImportWh),
        Known(account.HasGrid, bin.GridExportWh),
        Known(account.HasProduction, bin.ProductionWh),
        CsvDocument.Cell(bin.ChargingWh),
        Known(account.HasGrid, bin.ChargingSolarWh),
        CsvDocument.Cell(bin.ReturnedWh),
        Known(account.HasGrid, bin.HouseWh),
        Known(account.HasGrid, bin.HouseSolarWh),
        Known(bin.PeakAt is not null, bin.PeakWh * 4),
        bin.PeakAt is { } at ? CsvDocument.Local(at, zone) : "",
        CsvDocument.Cell(bin.Missing),
        CsvDocument.Cell(bin.Estimated),
    ];

    private static string Known(bool isKnown, long value) => isKnown ? CsvDocument.Cell(value) : "";
}
