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

    [LoggerMessage(4, LogLevel.Warning, "Ingestion is full ({Admission}); device {DeviceId} is asked to come back.")]
    public static partial void Full(this ILogger logger, Admission admission, Guid deviceId);

    [LoggerMessage(5, LogLevel.Error, "The database refused the row of {SourceId} at {At:u}, which broke no rule of ours; the others of its batch are stored.")]
    public static partial void RowRefused(this ILogger logger, Guid sourceId, DateTimeOffset at, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "What {Count} devices say of their outboxes could not be noted; they say it again.")]
    public static partial void NotesFailed(this ILogger logger, Exception exception, int count);

    [LoggerMessage(6, LogLevel.Error, "The database could not take a batch of device {DeviceId}, and will not by itself; the device keeps its rows and comes back.")]
    public static partial void DatabaseFailed(this ILogger logger, Exception exception, Guid deviceId);
}
