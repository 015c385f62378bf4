using System.Globalization;
using System.Resources;

namespace Clemap.Billing.Documents.Texts;

/// <summary>Words, dates and numbers of a document in the language of its reader. German is the language of the neutral resources.</summary>
internal sealed class InvoiceTexts(string language) : DocumentTexts(Resources, language)
{
    private static readonly ResourceManager Resources = new(typeof(InvoiceTexts));

    private static readonly NumberFormatInfo Swiss = new() { NumberGroupSeparator = "’", NumberDecimalSeparator = "." };

    private static readonly NumberFormatInfo Slip = new() { NumberGroupSeparator = " ", NumberDecimalSeparator = "." };

    public static string Date(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    public static string DateTime(DateTime local) => local.ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture);

    public static string Amount(decimal amount) => amount.ToString("#,##0.00", Swiss);

    public static string SlipAmount(decimal amount) => amount.ToString("#,##0.00", Slip);

    public static string Kwh(long energyWh) => Kwh(energyWh / 1000m);

    public static string Kwh(decimal energyKwh) => energyKwh.ToString("#,##0.000", Swiss);

    /// <summary>With one digit after the point, for what is read and not added up.</summary>
    public static string KwhShort(long energyWh) => (energyWh / 1000m).ToString("#,##0.0", Swiss);

    public static string Kilowatt(double powerW) => (powerW / 1000).ToString("#,##0.0", Swiss);

    public static string Count(long count) => count.ToString("#,##0", Swiss);

    /// <param name="digits">At least; a longer price is never cut.</param>
    public static string Price(decimal price, int digits) => price.ToString("#,##0." + new string('0', digits) + new string('#', 6 - digits), Swiss);

    public static string Percent(decimal percent) => percent.ToString("0.##", Swiss);
}
