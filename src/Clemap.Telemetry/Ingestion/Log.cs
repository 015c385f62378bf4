using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Ingestion;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The clock of device {DeviceId} differs by {SkewSeconds:F0} s.")]
    public static partial void ClockSkew(this ILogger logger, Guid deviceId, double skewSeconds);

    [LoggerMessage(2, LogLevel.Warning, "Device {DeviceId}: {Count} of {Sent} readings refused, the first for {Reason}.")]
    public static partial void Rejected(this ILogger logger, Guid deviceId, int count, int sent, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The database could not take a batch of device {DeviceId}; it is asked to come back.")]
    public static partial void DatabaseBusy(this ILogger logger, Exception exception, Guid deviceId);

    [LoggerMessage(4, LogLevel.Warning, "Ingestion is full; device {DeviceId} is asked to come back.")]
    public static partial void Full(this ILogger logger, Guid deviceId);
}
