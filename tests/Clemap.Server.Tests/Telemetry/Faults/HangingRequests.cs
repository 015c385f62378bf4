using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Clemap.Server.Tests.Telemetry.Faults;

/// <summary>Requests of which the beginning of a batch comes, and then nothing until they are cut.</summary>
internal sealed class HangingRequests(Uri server, AuthenticationHeaderValue token) : IDisposable
{
    private const int Most = 200;
    private static readonly TimeSpan AnswerIsSoon = TimeSpan.FromMilliseconds(20);

    private readonly List<TcpClient> lines = [];
    private Task<string?>? last;

    public async Task AddAsync(CancellationToken cancellationToken)
    {
        lines.Count.ShouldBeLessThan(Most, "so many fit in for one organisation");
        var line = new TcpClient();
        lines.Add(line);
        await line.ConnectAsync(server.Host, server.Port, cancellationToken);
        await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/telemetry HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: {token}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{{\"readings\":["), cancellationToken);
        last = new StreamReader(line.GetStream()).ReadLineAsync(cancellationToken).AsTask();
    }

    /// <summary>Whether the last one was answered so at once; those that have their place are not answered.</summary>
    public async Task<bool> OneIsAnsweredAsync(string beginning, CancellationToken cancellationToken)
    {
        if (last is not { } answer)
            return false;
        await Task.WhenAny(answer, Task.Delay(AnswerIsSoon, cancellationToken));
        return answer.IsCompletedSuccessfully && (await answer)!.StartsWith(beginning, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var line in lines)
            line.Dispose();
    }
}
