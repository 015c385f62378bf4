using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Rollups;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Error, "A rollup failed; it is tried again.")]
    public static partial void RollupFailed(this ILogger logger, Exception exception);

    [LoggerMessage(21, LogLevel.Error, "Readings lie in the default partition: a day was stored before its partition was made.")]
    public static partial void StrayReadings(this ILogger logger);
}
