using System.Net;
using System.Net.Sockets;

namespace Clemap.Platform.Http;

/// <summary>
/// Calls to addresses that customers chose. Where a name leads is asked at each connection, and just that address is connected to, so that a name cannot lead elsewhere between the question
/// and the connection. No redirect is followed; there is no proxy and no cookie.
/// </summary>
public static class OutsideCalls
{
    /// <param name="allowPrivate">Also to addresses of this machine and of private networks.</param>
    public static SocketsHttpHandler Handler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 16 * 1024,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context, allowPrivate, cancellationToken),
    };

    /// <summary>True when the call failed since the name leads to this machine or to a private network.</summary>
    public static bool WasPrivate(HttpRequestException failure) => failure.InnerException is PrivateAddressException;

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool allowPrivate, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var allowed = Array.FindAll(addresses, address => allowPrivate || PublicAddress.Is(address));
        if (allowed.Length == 0 && addresses.Length > 0)
            throw new PrivateAddressException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateAddressException() : IOException("The name leads to this machine or to a private network.");
}
