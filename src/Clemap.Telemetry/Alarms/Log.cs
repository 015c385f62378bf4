using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.Alarms;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Warning, "A look for alarms failed; the next one is in a moment.")]
    public static partial void LookFailed(this ILogger logger, Exception exception);

    [LoggerMessage(21, LogLevel.Error, "A look for alarms failed at organisation {OrganisationId}; the others were looked at.")]
    public static partial void OrganisationFailed(this ILogger logger, Exception exception, Guid organisationId);

    [LoggerMessage(22, LogLevel.Error, "Alarm: readings lie in telemetry.reading_default, outside of every daily partition.")]
    public static partial void StrayReadings(this ILogger logger);

    [LoggerMessage(23, LogLevel.Information, "Over: no readings lie in telemetry.reading_default any more.")]
    public static partial void NoStrayReadings(this ILogger logger);
}
