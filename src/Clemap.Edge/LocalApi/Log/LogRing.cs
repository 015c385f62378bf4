using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.Log;

/// <param name="Level"><c>information</c>, <c>warning</c>, <c>error</c> or <c>critical</c>.</param>
internal sealed record LogLine(long Number, DateTimeOffset At, string Level, string Text);

/// <summary>The last lines of the log, for the dashboard. In memory: what must last goes to the journal of the system.</summary>
internal sealed class LogRing(TimeProvider time)
{
    private const int Most = 1000;
    private const int LongestText = 2000;

    private readonly Lock gate = new();
    private readonly Queue<LogLine> lines = new();
    private long last;

    /// <returns>Oldest first.</returns>
    public IReadOnlyList<LogLine> After(long number)
    {
        lock (gate)
            return [.. lines.Where(line => line.Number > number)];
    }

    public void Add(LogLevel level, string text)
    {
        lock (gate)
        {
            if (lines.Count == Most)
                lines.Dequeue();
            string shortened = text.Length > LongestText ? text[..LongestText] + "…" : text;
            lines.Enqueue(new LogLine(++last, time.GetUtcNow(), JsonNamingPolicy.KebabCaseLower.ConvertName(level.ToString()), shortened));
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<LogLine>))]
internal sealed partial class LogJson : JsonSerializerContext;
