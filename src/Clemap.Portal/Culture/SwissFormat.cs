using System.Globalization;

namespace Clemap.Portal.Culture;

/// <summary>
/// Numbers and dates as they are written in Switzerland, the same in all four languages (1’234.5, 31.12.2026): what a person compares with a meter
/// must not change its look with the language, nor with the machine's own tables of cultures.
/// </summary>
public static class SwissFormat
{
    private static readonly NumberFormatInfo Numbers = NumberFormatInfo.ReadOnly(new NumberFormatInfo
    {
        NumberGroupSeparator = "’",
        NumberDecimalSeparator = ".",
        NegativeSign = "−",
    });

    /// <summary>A, without the unit: whole from 10 A on, one decimal below.</summary>
    public static string Ampere(double valueA) => Number(valueA, Math.Abs(valueA) < 9.95 && !IsWhole(valueA) ? 1 : 0);

    /// <summary>A limit as a person wrote it, at most one decimal.</summary>
    public static string Limit(double valueA) => Number(valueA, IsWhole(valueA) ? 0 : 1);

    public static string Kilowatt(double valueW) => Number(valueW / 1000, 1);

    public static string KilowattHours(long energyWh, int decimals = 1) => Number(energyWh / 1000m, decimals);

    public static string Value(double value, int decimals) => Number(value, decimals);

    public static string Percent(double share) => Number(share * 100, 0);

    public static string Money(decimal amount) => amount.ToString("N2", Numbers);

    public static string Count(long count) => count.ToString("N0", Numbers);

    public static string Date(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string DateAndTime(DateTimeOffset at, TimeZoneInfo zone) => $"{Date(at, zone)} {Time(at, zone)}";

    /// <summary>"Oktober 2026", in the language of the page.</summary>
    public static string Month(DateOnly month) => month.ToString("MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>Reads a number as people type it: point or comma, thousands with ’ or '.</summary>
    public static bool TryRead(string? text, out double value)
    {
        var plain = (text ?? "").Trim().Replace("’", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Replace(',', '.');
        return double.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static string Number(double value, int decimals)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Numbers);
    }

    private static string Number(decimal value, int decimals) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Numbers);

    private static bool IsWhole(double value) => Math.Abs(value - Math.Round(value)) < 0.05;
}
