using Clemap.Server.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Clemap.Server.Http;

/// <summary>
/// Behind reverse proxies the address of a request is the last one in <c>X-Forwarded-For</c> that is not a proxy's: whatever the caller wrote into the header itself stands further left and
/// is never reached.
/// </summary>
internal static class ForwardedAddress
{
    /// <summary>First of all, so that limits, logs and journals see the caller and not the proxy.</summary>
    public static void UseForwardedAddress(this IApplicationBuilder app, TrustedProxies proxies)
    {
        if (proxies.Networks.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Networks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
