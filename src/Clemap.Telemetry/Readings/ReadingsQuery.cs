using System.Globalization;
using Clemap.Platform.Http;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Http;

namespace Clemap.Telemetry.Readings;

/// <summary>What may stand behind the question mark of readings, series and quarter hours.</summary>
/// <param name="From">Time as in RFC 3339, or a day, which begins at midnight in the time zone.</param>
/// <param name="TimeZone">IANA name; the site's unless given.</param>
/// <param name="Format"><c>json</c> or <c>csv</c>; otherwise the header <c>Accept</c> decides.</param>
/// <param name="After">Cursor of the page before.</param>
internal sealed record ReadingsQuery(Guid? SourceId, string? From, string? To, string? TimeZone, string? Format, int? Limit, string? After, int? Points);

/// <summary>A query that keeps the rules.</summary>
internal sealed record AskedReadings(TimeSpanQuery Span, TimeZoneInfo Zone, bool IsCsv, int Limit, PageCursor? After)
{
    public const int MostRows = 10_000;

    /// <summary>Either what is asked or the problem to answer with.</summary>
    public static (AskedReadings? Asked, IResult? Problem) Parse(ReadingsQuery query, SiteDetail site, HttpRequest request, TimeSpan longest)
    {
        var name = query.TimeZone ?? site.TimeZone;
        if (!TimeZones.IsIana(name))
            return (null, Problems.Invalid("timeZone", "unknown", "The time zone is an IANA name, for example Europe/Zurich."));
        if (query.Format is not (null or "json" or "csv"))
            return (null, Problems.Invalid("format", "unknown", "The format is json or csv."));
        if (query.Limit is < 1 or > MostRows)
            return (null, Problems.Invalid("limit", "out-of-range", string.Create(CultureInfo.InvariantCulture, $"1 to {MostRows} rows a page.")));
        var after = PageCursor.Parse(query.After);
        if (query.After is not null && after is null)
            return (null, Problems.Invalid("after", "unknown", "The cursor comes from the link of the page before."));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var (span, problem) = TimeSpanQuery.Parse(query.From, query.To, longest, zone);
        var isCsv = query.Format is "csv" || (query.Format is null && request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/csv"));
        return span is null ? (null, problem) : (new AskedReadings(span, zone, isCsv, query.Limit ?? MostRows, after), null);
    }
}
