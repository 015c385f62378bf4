using Microsoft.Extensions.Logging;

namespace Clemap.Telemetry.AlarmMail;

internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Warning, "A letter about alarms was not taken over; it is tried again in a moment, for a day.")]
    public static partial void LetterFailed(this ILogger logger, Exception exception);

    [LoggerMessage(41, LogLevel.Warning, "Letters about alarms could not be sent; they still wait.")]
    public static partial void RoundFailed(this ILogger logger, Exception exception);
}
