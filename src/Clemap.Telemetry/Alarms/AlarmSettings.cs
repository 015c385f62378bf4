using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clemap.Telemetry.Alarms;

/// <summary>When an alarm is raised: <c>Clemap:Alarms:…</c>. It is cleared when it has stayed over for <see cref="CalmFor"/>.</summary>
/// <param name="OfflineMinutes">A device that has not been heard of for longer.</param>
/// <param name="ClockSkewS">A clock that is off by as much, either way; devices tell from 30 s on.</param>
/// <param name="MissingPercent">Of a quarter hour's readings of a meter or station.</param>
/// <param name="FusePercent">Of the commissioned rating, on one phase, for a whole minute.</param>
/// <param name="StationToleranceA">A station that gives more than this above its limit, for a whole minute.</param>
/// <param name="KeptDays">How long what was cleared is kept.</param>
/// <param name="OutboxMinutes">For how long a device is connected and does not get rid of readings older than half an hour.</param>
internal sealed record AlarmSettings(
    double OfflineMinutes = 5, double ClockSkewS = 30, double MissingPercent = 10, double FusePercent = 95, double StationToleranceA = 1, double OutboxMinutes = 30,
    double KeptDays = 365)
{
    /// <summary>What was raised stays until it has been over for so long, so that it does not flap.</summary>
    public static readonly TimeSpan CalmFor = TimeSpan.FromMinutes(2);

    /// <summary>What a device said is true for so long; then it is unknown.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    /// <summary>Percent of the rating below which a circuit is calm again: five below the alarm.</summary>
    public double FuseCalmPercent => FusePercent - 5;

    /// <exception cref="InvalidOperationException">Names every key that breaks its rule, one a line.</exception>
    public static AlarmSettings From(IConfiguration configuration)
    {
        var problems = new List<string>();
        var usual = new AlarmSettings();
        var settings = new AlarmSettings(
            Read(nameof(OfflineMinutes), usual.OfflineMinutes, 2, 1_440),
            Read(nameof(ClockSkewS), usual.ClockSkewS, 30, 86_400),
            Read(nameof(MissingPercent), usual.MissingPercent, 5, 90),
            Read(nameof(FusePercent), usual.FusePercent, 50, 120),
            Read(nameof(StationToleranceA), usual.StationToleranceA, 0.1, 10),
            Read(nameof(OutboxMinutes), usual.OutboxMinutes, 5, 1_440),
            Read(nameof(KeptDays), usual.KeptDays, 30, 3_650));
        return problems.Count == 0 ? settings : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));

        double Read(string name, double fallback, double least, double most)
        {
            if (configuration[$"Clemap:Alarms:{name}"] is not { Length: > 0 } text)
                return fallback;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                return value;
            problems.Add(FormattableString.Invariant($"Clemap:Alarms:{name} must be a number from {least} to {most}, but is '{text}'."));
            return fallback;
        }
    }
}
