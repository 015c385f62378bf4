using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.Outbox;

/// <summary>A document as a file: the time in Unix milliseconds on the first line, then the JSON.</summary>
internal static class DocumentFile
{
    private const byte NewLine = (byte)'\n';

    /// <returns><see langword="null"/> when there is none, or none that can be read.</returns>
    public static (T Document, DateTimeOffset At)? Find<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            int line = Array.IndexOf(bytes, NewLine);
            return line > 0 && long.TryParse(bytes.AsSpan(0, line), CultureInfo.InvariantCulture, out long at)
                && JsonSerializer.Deserialize(bytes.AsSpan(line + 1), type) is { } document
                ? (document, DateTimeOffset.FromUnixTimeMilliseconds(at))
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static void Write(string file, DateTimeOffset at, byte[] json) => WholeFile.Write(
        file, [.. System.Text.Encoding.ASCII.GetBytes(at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)), NewLine, .. json]);
}
