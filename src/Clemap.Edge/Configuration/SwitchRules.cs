namespace Clemap.Edge.Configuration;

/// <summary>What must hold of on/off stations and the outputs that switch them.</summary>
internal static class SwitchRules
{
    private const double LongestS = 3600;

    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        foreach (var (i, station) in configuration.Stations.Index())
        {
            rule(station.Switched || station.SwitchGroup is null, $"stations[{i}].switchGroup", "is for switched stations only");
            rule(station.SwitchGroup is not "", $"stations[{i}].switchGroup", "must not be empty");
            CheckPause(station, station.MinimumOnS, $"stations[{i}].minimumOnS", rule);
            CheckPause(station, station.MinimumOffS, $"stations[{i}].minimumOffS", rule);
        }

        // On one output they cannot be switched apart, and on two not together.
        foreach (var (i, station) in configuration.Stations.Index().Where(entry => entry.Item.Switched))
        {
            foreach (var other in configuration.Stations.Take(i).Where(other => other.Switched))
            {
                var isOneGroup = station.SwitchGroup is not null && station.SwitchGroup == other.SwitchGroup;
                var isOneOutput = Output(station) == Output(other);
                rule(isOneOutput || !isOneGroup, $"stations[{i}].switchGroup", $"the stations of a group hang on one output, but '{other.Name}' has another host, port, unit or line");
                rule(isOneGroup || !isOneOutput, $"stations[{i}].switchGroup", $"must be the same as of '{other.Name}', which hangs on the same output");
            }
        }
    }

    private static void CheckPause(StationConfiguration station, double? seconds, string field, Action<bool, string, string> rule)
    {
        rule(seconds is null or (>= 0 and <= LongestS), field, $"must be 0 to {LongestS}");
        rule(seconds is null || station.Switched, field, "is for switched stations only");
    }

    private static (string Host, int Port, int Unit, GpioOutputConfiguration? Gpio) Output(StationConfiguration station) =>
        (station.Host.ToUpperInvariant(), station.Port ?? 502, station.Unit ?? 1, station.Gpio);
}
