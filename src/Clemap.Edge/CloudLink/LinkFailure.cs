using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace Clemap.Edge.CloudLink;

/// <summary>What went wrong on the way to the cloud, in a sentence that says whom to call.</summary>
internal static class LinkFailure
{
    public static string InWords(Exception failure, Uri address, Uri? proxy) => failure switch
    {
        CloudException refusal => refusal.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"The name {(proxy ?? address).Host} cannot be resolved: is the site connected, and does it have a DNS server?",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } tunnel => $"The proxy {proxy} lets nothing through to {address.Host}: {tunnel.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } secure =>
            Inner<AuthenticationException>(secure)?.Message ?? $"No secure connection to {address.Host}: {secure.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } connection =>
            $"No connection to {(proxy is null ? address.Authority : $"the proxy {proxy.Authority}")}: {Inner<SocketException>(connection)?.Message ?? connection.Message}",
        JsonException => "The answer is not the cloud's: does the site's network want a sign-in first?",
        OperationCanceledException => $"{address.Host} did not answer in time.",
        _ => failure.Message,
    };

    private static T? Inner<T>(Exception? failure)
        where T : Exception
    {
        // The innermost knows most.
        T? found = null;
        for (; failure is not null; failure = failure.InnerException)
            found = failure as T ?? found;
        return found;
    }
}
