namespace Clemap.Telemetry.Alarms;

/// <summary>What an alarm is about. A word is never renamed: receivers of webhooks know them.</summary>
public static class AlarmKind
{
    /// <summary>The device has not been heard of.</summary>
    public const string DeviceOffline = "device-offline";

    /// <summary>Its clock is wrong.</summary>
    public const string ClockSkew = "clock-skew";

    /// <summary>A meter or station of a device that is heard of gives no readings, or too few.</summary>
    public const string ReadingsMissing = "readings-missing";

    /// <summary>The current of a circuit is near its commissioned rating.</summary>
    public const string FuseNearLimit = "fuse-near-limit";

    /// <summary>A station gives more current than it may.</summary>
    public const string StationIgnoresOrders = "station-ignores-orders";

    /// <summary>The device is connected and yet does not get rid of what it has measured.</summary>
    public const string OutboxFilling = "outbox-filling";

    public static IReadOnlyList<string> All { get; } = [FuseNearLimit, StationIgnoresOrders, DeviceOffline, OutboxFilling, ReadingsMissing, ClockSkew];

    /// <summary>How urgent it is.</summary>
    public static AlarmSeverity SeverityOf(string kind) => kind switch
    {
        FuseNearLimit or StationIgnoresOrders => AlarmSeverity.Critical,
        DeviceOffline or OutboxFilling => AlarmSeverity.Warning,
        _ => AlarmSeverity.Notice,
    };

    /// <summary>Those that are as urgent as the word says; none of a word that is none.</summary>
    internal static List<string> OfSeverity(string word) => [.. All.Where(kind => string.Equals(SeverityOf(kind).ToString(), word, StringComparison.OrdinalIgnoreCase))];
}
