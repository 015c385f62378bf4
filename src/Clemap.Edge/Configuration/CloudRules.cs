namespace Clemap.Edge.Configuration;

/// <summary>What must hold of the way to the cloud.</summary>
internal static class CloudRules
{
    public static void Check(CloudConfiguration? cloud, Action<bool, string, string> rule)
    {
        if (cloud is null)
            return;
        rule(IsAddress(cloud.Address, "http", "https"), "cloud.address", "must be an absolute http or https address");
        if (cloud.Proxy is not { } proxy)
            return;
        rule(IsAddress(proxy.Address, "http"), "cloud.proxy.address", "must be an absolute http address, for example http://proxy.example:3128");
        rule(
            !IsAddress(proxy.Address, "http") || new Uri(proxy.Address).UserInfo.Length == 0,
            "cloud.proxy.address", "must not carry a user: write it to cloud.proxy.user and cloud.proxy.password");
        rule(proxy.User is null == proxy.Password is null, "cloud.proxy.password", "is needed with cloud.proxy.user, and only with it");
    }

    private static bool IsAddress(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme);
}
