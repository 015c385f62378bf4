using System.Globalization;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;

namespace Clemap.Portal.Pages.Sessions;

/// <summary>When a session ended and how long it took, in words that fit into a line.</summary>
internal static class SessionWords
{
    /// <summary>The time, with the day when it is another one than that of the beginning.</summary>
    public static string End(DateTimeOffset startedAt, DateTimeOffset endedAt, TimeZoneInfo zone) =>
        LocalDays.Of(startedAt, zone) == LocalDays.Of(endedAt, zone) ? SwissFormat.Time(endedAt, zone) : SwissFormat.DateAndTime(endedAt, zone);

    public static string Duration(DateTimeOffset startedAt, DateTimeOffset endedAt)
    {
        var length = endedAt - startedAt;
        return string.Create(CultureInfo.InvariantCulture, $"{(long)length.TotalHours}:{length.Minutes:00} h");
    }
}
