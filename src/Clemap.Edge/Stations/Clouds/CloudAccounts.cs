using Clemap.Edge.Configuration;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>The accounts of a site.</summary>
internal sealed class CloudAccounts(IReadOnlyList<CloudAccountConfiguration> accounts, ProxyConfiguration? proxy, string dataDirectory, TimeProvider time) : IDisposable
{
    private readonly IReadOnlyDictionary<string, CloudAccount> known = accounts.ToDictionary(
        account => account.Name, account => new CloudAccount(account, proxy, new CloudSecrets(dataDirectory), time));

    public static CloudAccounts Of(EdgeConfiguration configuration, TimeProvider time) =>
        new(configuration.CloudAccounts ?? [], configuration.Cloud?.Proxy, configuration.DataDir, time);

    /// <summary>For one device more.</summary>
    public CloudAccount Join(string name)
    {
        var account = known[name];
        account.Join();
        return account;
    }

    public void Dispose()
    {
        foreach (var account in known.Values)
            account.Dispose();
    }
}
