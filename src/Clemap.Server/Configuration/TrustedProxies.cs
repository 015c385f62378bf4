using System.Net;

namespace Clemap.Server.Configuration;

/// <summary>The reverse proxies before this server. What anybody else says in <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> is not heard.</summary>
/// <param name="Networks">A single address is a network of its own.</param>
internal sealed record TrustedProxies(IReadOnlyList<IPNetwork> Networks)
{
    private const string Key = "Clemap:TrustedProxies";

    public static TrustedProxies From(IConfiguration configuration, List<string> problems)
    {
        // The framework's own switch believes everybody.
        if (configuration.GetValue("ForwardedHeaders_Enabled", false))
            problems.Add($"ASPNETCORE_FORWARDEDHEADERS_ENABLED must not be set, since anybody could then forge an address: name the proxies in {Key}.");
        var networks = new List<IPNetwork>();
        foreach (var word in (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(word, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            // "10.0.0.5/8" may mean one address or sixteen million: the framework takes it for the latter.
            else if (IPNetwork.TryParse(word, out var network) && network.PrefixLength > 0 && IPAddress.TryParse(word.Split('/')[0], out var first) && first.Equals(network.BaseAddress))
                networks.Add(network);
            else
                problems.Add($"{Key} may name addresses and networks of reverse proxies, separated by commas, for example 10.0.0.5, 192.168.7.0/24, but names '{word}'.");
        }
        return new TrustedProxies(networks);
    }
}
