using System.Runtime.CompilerServices;
using System.Text;

namespace Clemap.Edge.CloudLink;

internal readonly record struct ServerSentEvent(string? Id, string Name, string Data);

/// <summary>Reads a <c>text/event-stream</c> (HTML standard § 9.2). Comments are heartbeats; silence beyond the limit ends the stream.</summary>
internal static class ServerSentEvents
{
    /// <summary>A thousand times what a large site needs.</summary>
    private const int LongestEvent = 4_000_000;

    /// <param name="heard">Called with each line, be it a comment.</param>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(
        Stream stream, TimeSpan longestSilence, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation,
        TimeSpan? firstSilence = null, Action? heard = null)
    {
        using var lines = new BoundedLines(stream, LongestEvent, time);
        string? id = null, name = null;
        StringBuilder? data = null;
        var silence = firstSilence ?? longestSilence;
        while (await lines.NextAsync(silence, cancellation) is { } line)
        {
            heard?.Invoke();
            silence = longestSilence;
            if (line.Length == 0)
            {
                if (data is not null)
                    yield return new ServerSentEvent(id, name ?? "message", data.ToString());
                (name, data) = (null, null);
                continue;
            }
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon == 0)
                continue;
            string field = colon < 0 ? line : line[..colon];
            string value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "id")
                id = value;
            else if (field == "event")
                name = value;
            else if (field == "data")
                data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
            if (data?.Length > LongestEvent)
                throw new IOException($"The stream sent an event of more than {LongestEvent} characters.");
        }
    }
}
