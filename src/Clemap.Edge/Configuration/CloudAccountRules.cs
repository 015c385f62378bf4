using System.Text.RegularExpressions;
using Clemap.Edge.Meters;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.Configuration;

/// <summary>What must hold of accounts at makers' clouds, and of what is reached through them.</summary>
internal static partial class CloudAccountRules
{
    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        var names = new HashSet<string>();
        foreach (var (i, account) in (configuration.CloudAccounts ?? []).Index())
            CheckAccount(account, names, $"cloudAccounts[{i}]", rule);
        var devices = new HashSet<(string, string)>();
        foreach (var (i, station) in configuration.Stations.Index())
        {
            string field = $"stations[{i}].cloud";
            var vendor = CloudModels.VendorOf(station.Model);
            rule(station.Cloud is not null == vendor is not null, field, "is for stations of a cloud model, which need it");
            if (station.Cloud is { } cloud && vendor is not null)
                CheckDevice(configuration, cloud, vendor, devices, field, rule);
        }
        foreach (var (i, meter) in configuration.Meters.Index())
        {
            string field = $"meters[{i}].cloud";
            bool isOfCloud = MeterModels.IsOfCloud(meter.Model);
            rule(meter.Cloud is not null == isOfCloud, field, "is for meters of a cloud model, which need it");
            rule(!isOfCloud || meter.Host.Length == 0, $"meters[{i}].host", "is not for this model");
            if (meter.Cloud is { } cloud && isOfCloud)
                CheckDevice(configuration, cloud, CloudModels.VendorOf(meter.Model)!, devices, field, rule);
        }
    }

    private static void CheckAccount(CloudAccountConfiguration account, HashSet<string> names, string field, Action<bool, string, string> rule)
    {
        rule(NamePattern().IsMatch(account.Name), $"{field}.name", "must be 1 to 40 small letters, digits and hyphens");
        rule(names.Add(account.Name), $"{field}.name", "is used twice");
        var vendor = CloudVendors.Find(account.Vendor);
        rule(vendor is not null, $"{field}.vendor", $"'{account.Vendor}' is not known; known are {CloudVendors.Known}");
        if (vendor is not null)
            rule(
                vendor.HasUser == account.User is { Length: > 0 },
                $"{field}.user", vendor.HasUser ? "is needed for this vendor" : "is not for this vendor: its key alone opens the cloud");
        rule(account.Address is null || IsAddress(account.Address), $"{field}.address", "must be an absolute https address; http goes to this device itself only");
    }

    private static void CheckDevice(
        EdgeConfiguration configuration, CloudDeviceConfiguration cloud, CloudVendor vendor, HashSet<(string, string)> devices, string field,
        Action<bool, string, string> rule)
    {
        rule(IdPattern().IsMatch(cloud.Id), $"{field}.id", "must be 1 to 64 letters, digits and hyphens");
        rule(devices.Add((cloud.Account, cloud.Id.ToUpperInvariant())), field, "is used twice");
        var account = configuration.CloudAccounts?.FirstOrDefault(known => known.Name == cloud.Account);
        rule(account is not null, $"{field}.account", "names no cloud account");
        rule(account is null || account.Vendor == vendor.Id, $"{field}.account", $"must be an account at {vendor.Id} for this model");
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex IdPattern();
}
