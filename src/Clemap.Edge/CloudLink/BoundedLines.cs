using System.Text;

namespace Clemap.Edge.CloudLink;

/// <summary>Lines of a stream, none longer than the bound and none slower than the silence that is allowed.</summary>
internal sealed class BoundedLines(Stream stream, int longest, TimeProvider time) : IDisposable
{
    private readonly StreamReader reader = new(stream, Encoding.UTF8);
    private readonly char[] buffer = new char[4096];
    private int next;
    private int end;
    private bool afterReturn;

    /// <returns><see langword="null"/> at the end of the stream; a line that is cut off there is no line.</returns>
    /// <exception cref="IOException">The line took or grew too long.</exception>
    public async Task<string?> NextAsync(TimeSpan silence, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(silence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        var line = new StringBuilder();
        try
        {
            while (true)
            {
                if (next == end)
                {
                    (next, end) = (0, await reader.ReadAsync(buffer, both.Token));
                    if (end == 0)
                        return null;
                }
                char character = buffer[next++];
                // A line ends with CR, LF, or both.
                bool isSecondHalf = character == '\n' && afterReturn;
                afterReturn = character == '\r';
                if (isSecondHalf)
                    continue;
                if (character is '\r' or '\n')
                    return line.ToString();
                line.Append(character);
                if (line.Length > longest)
                    throw new IOException($"The stream sent a line of more than {longest} characters.");
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"The stream was silent for {silence.TotalSeconds:0} s.");
        }
    }

    public void Dispose() => reader.Dispose();
}
