using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.CloudLink;

/// <summary>The way to the cloud: through the proxy if there is one, only to a server whose certificate is in order.</summary>
internal static class CloudHttp
{
    public static HttpClient Create(CloudConfiguration cloud, SiteClock clock)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // where a token goes is decided by edge.json
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10), // a cloud that moved is found at its new address
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => errors == SslPolicyErrors.None
                    ? true
                    : throw new AuthenticationException(Refusal(new Uri(cloud.Address).Host, certificate, chain, errors, clock)),
            },
        };
        if (cloud.Proxy is { } proxy)
        {
            handler.UseProxy = true;
            handler.Proxy = proxy.ToWebProxy();
        }
        // Each call has its own deadline, the stream has none.
        return new HttpClient(new CloudTimeHandler(clock, handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static string Refusal(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, TimeProvider time)
    {
        if (certificate is not X509Certificate2 shown)
            return $"{host} shows no certificate.";
        var now = time.GetUtcNow();
        string what = $"The certificate that {host} shows ({shown.Subject})";
        if (now > shown.NotAfter || now < shown.NotBefore)
            return FormattableString.Invariant(
                $"{what} is valid from {shown.NotBefore.ToUniversalTime():u} to {shown.NotAfter.ToUniversalTime():u}; this device's clock says {now:u}.");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"{what} is for another name.";
        string status = string.Join(" ", chain?.ChainStatus.Select(link => link.StatusInformation.Trim()) ?? []);
        return $"{what} is not trusted: {status} Does a firewall look into the traffic?";
    }
}
