using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>An HTTP proxy (RFC 9110 § 7.3.2, § 9.3.6): passes on requests with an absolute address and opens tunnels by CONNECT; wants a user.</summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string expected;
    private readonly Task accepting;

    public ForwardProxy(string user, string password)
    {
        expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>First lines of the requests that were let through.</summary>
    public ConcurrentQueue<string> Passed { get; } = new();

    public int Refused { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await HeadAsync(stream) is { } head)
                {
                    string[] lines = head.Split("\r\n");
                    if (!lines.Contains($"Proxy-Authorization: {expected}", StringComparer.OrdinalIgnoreCase))
                    {
                        Refused++;
                        await WriteAsync(stream, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"site\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        return;
                    }
                    Passed.Enqueue(lines[0]);
                    string[] parts = lines[0].Split(' ');
                    bool isTunnel = parts[0] == "CONNECT";
                    var target = new Uri(isTunnel ? $"https://{parts[1]}" : parts[1]);
                    using var server = new TcpClient();
                    await server.ConnectAsync(target.Host, target.Port, stop.Token);
                    if (isTunnel)
                        await WriteAsync(stream, "HTTP/1.1 200 Connection established\r\n\r\n");
                    else
                        await WriteAsync(server.GetStream(), string.Join("\r\n", [$"{parts[0]} {target.PathAndQuery} HTTP/1.1", "Connection: close", .. lines[1..]]) + "\r\n\r\n");
                    await Task.WhenAny(stream.CopyToAsync(server.GetStream(), stop.Token), server.GetStream().CopyToAsync(stream, stop.Token));
                    return;
                }
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                // One of the two went away: so does the connection.
            }
        }
    }

    private static async Task<string?> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) > 0)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return head.ToString(0, head.Length - 4);
        }
        return null;
    }

    private static Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text)).AsTask();
}
