using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clemap.Telemetry.Storage;

/// <summary>
/// For how long is kept what is behind the quarter hours: <c>Clemap:Telemetry:…</c>. A reading may arrive 400 days late and corrects its quarter hour, so rows are there for longer. Quarter
/// hours are what accounts rest on, and are kept.
/// </summary>
/// <param name="RawDays">Ten-second rows.</param>
/// <param name="MinuteDays">Minutes; not shorter than rows.</param>
internal sealed record RetentionSettings(int RawDays = 432, int MinuteDays = 800)
{
    /// <summary>Longer than anything that is still taken in, with the longest gap before it; the database refuses to drop what is younger.</summary>
    public const int LeastDays = 432;

    public const int MostDays = 36_500;

    /// <exception cref="InvalidOperationException">Names every key that breaks its rule, one a line.</exception>
    public static RetentionSettings From(IConfiguration configuration)
    {
        var problems = new List<string>();
        var usual = new RetentionSettings();
        var settings = new RetentionSettings(Read(nameof(RawDays), usual.RawDays), Read(nameof(MinuteDays), usual.MinuteDays));
        if (problems.Count == 0 && settings.MinuteDays < settings.RawDays)
            problems.Add($"Clemap:Telemetry:MinuteDays must not be less than Clemap:Telemetry:RawDays, but {settings.MinuteDays} is less than {settings.RawDays}.");
        return problems.Count == 0 ? settings : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));

        int Read(string name, int fallback)
        {
            if (configuration[$"Clemap:Telemetry:{name}"] is not { Length: > 0 } text)
                return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= LeastDays and <= MostDays)
                return value;
            problems.Add($"Clemap:Telemetry:{name} must be a whole number of days from {LeastDays} to {MostDays}, but is '{text}'.");
            return fallback;
        }
    }
}
