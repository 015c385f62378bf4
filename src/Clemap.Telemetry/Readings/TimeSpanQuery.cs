using System.Globalization;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Http;

namespace Clemap.Telemetry.Readings;

/// <summary>The half-open span [From, To) of a query string, UTC.</summary>
internal sealed record TimeSpanQuery(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Either the span or the problem to answer with.</summary>
    public static (TimeSpanQuery? Span, IResult? Problem) Parse(string? from, string? to, TimeSpan longest, TimeZoneInfo? zone = null)
    {
        var errors = new Dictionary<string, string[]>();
        if (!TryParse(from, zone, out var start))
            errors["from"] = ["not-a-time"];
        if (!TryParse(to, zone, out var end))
            errors["to"] = ["not-a-time"];
        if (errors.Count == 0 && end <= start)
            errors["to"] = ["not-after-from"];
        if (errors.Count == 0 && end - start > longest)
            errors["to"] = ["too-long"];
        return errors.Count == 0
            ? (new TimeSpanQuery(start, end), null)
            : (null, Problems.Invalid(errors, $"From and to are times as in RFC 3339, at most {longest:c} apart."));
    }

    private static bool TryParse(string? text, TimeZoneInfo? zone, out DateTimeOffset at)
    {
        if (zone is not null && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            at = day.Year is >= 1970 and < 9000 ? LocalDays.StartOf(day, zone) : default;
            return at != default;
        }

        // An unescaped "+" of an offset arrives as a space.
        var parsed = DateTimeOffset.TryParse(
            text?.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
        // Away from the ends of the calendar, beyond which there is nothing to count with.
        return parsed && at.Year is >= 1970 and < 9000;
    }
}
