using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Clemap.Telemetry.Readings;

/// <summary>The last row of a page. Rows are in order of time and source, so what arrives meanwhile moves no row from one page to another.</summary>
internal sealed record PageCursor(DateTimeOffset At, Guid SourceId)
{
    public bool IsBefore(DateTimeOffset at, Guid source) => at > At || (at == At && source.CompareTo(SourceId) > 0);

    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks:D19}{SourceId:N}")));

    public static PageCursor? Parse(string? text)
    {
        if (text is null || text.Length > 100 || !Base64Url.IsValid(text))
            return null;
        var plain = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text));
        return plain.Length == 51 && long.TryParse(plain[..19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParseExact(plain[19..], "N", out var source)
            ? new PageCursor(new DateTimeOffset(ticks, TimeSpan.Zero), source)
            : null;
    }
}

/// <param name="Next">Cursor of the next page; none on the last.</param>
internal sealed record Page<TRow>(IReadOnlyList<TRow> Rows, PageCursor? Next)
{
    /// <summary>Reads a page in stretches of time, so that a page of a long span costs no more than its rows.</summary>
    /// <param name="width">About as long as a page is when nothing is missing.</param>
    /// <param name="most">Longest stretch, in gaps.</param>
    /// <param name="readAsync">The rows of a stretch, in order of time and source; the first so many of them.</param>
    public static async Task<Page<TRow>> ReadAsync(
        AskedReadings asked, TimeSpan width, TimeSpan most, int sources, Func<DateTimeOffset, DateTimeOffset, int, Task<List<TRow>>> readAsync, Func<TRow, PageCursor> keyOf)
    {
        var rows = new List<TRow>();
        var start = asked.After is { } after && after.At > asked.Span.From ? after.At : asked.Span.From;
        while (start < asked.Span.To && rows.Count <= asked.Limit)
        {
            var end = start + width < asked.Span.To ? start + width : asked.Span.To;
            var read = await readAsync(start, end, asked.Limit + sources + 1);
            rows.AddRange(read.Where(row => keyOf(row) is var key && asked.After?.IsBefore(key.At, key.SourceId) is not false));
            if (read.Count == 0 && width < most)
                width *= 2;
            start = end;
        }

        return rows.Count > asked.Limit ? new(rows[..asked.Limit], keyOf(rows[asked.Limit - 1])) : new(rows, null);
    }
}
