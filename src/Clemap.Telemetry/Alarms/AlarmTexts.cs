using System.Globalization;
using System.Resources;

namespace Clemap.Telemetry.Alarms;

/// <summary>Each kind of alarm as a sentence with its values, and what to do next.</summary>
internal static class AlarmTexts
{
    private static readonly ResourceManager Texts = new("Clemap.Telemetry.Resources.AlarmTexts", typeof(AlarmTexts).Assembly);

    public static string Sentence(AlarmRow alarm, CultureInfo culture) => string.Format(
        culture, Of("Text." + alarm.Kind, culture), alarm.Element, Number(alarm.Value, culture), Number(alarm.Bound, culture), alarm.Phase);

    public static string Advice(string kind, CultureInfo culture) => Of("Advice." + kind, culture);

    public static string Of(string key, CultureInfo culture) => Texts.GetString(key, culture) ?? throw new MissingManifestResourceException($"There is no sentence '{key}'.");

    private static string Number(double? value, CultureInfo culture) => (value ?? 0).ToString("0.#", culture);
}
