using Clemap.Edge.Stations.Clouds.Easee;
using Clemap.Edge.Stations.Clouds.SmartMe;
using Clemap.Edge.Stations.Clouds.Wallbox;
using Clemap.Edge.Stations.Clouds.Zaptec;

namespace Clemap.Edge.Stations.Clouds;

/// <summary>A maker's cloud: where it is, how one signs in, and how much it bears.</summary>
/// <param name="Id">As in edge.json.</param>
/// <param name="Name">For people.</param>
/// <param name="SignInAddress">Where passwords go; with some makers another host.</param>
/// <param name="HasUser">It knows users with a password; otherwise a key alone opens it.</param>
/// <param name="RequestsPerMinute">Of one account, with room left for sign-ins; where a maker names no figure, a careful guess.</param>
internal sealed record CloudVendor(
    string Id, string Name, Uri Address, Uri SignInAddress, bool HasUser, int RequestsPerMinute, SignIn SignIn);

/// <summary>Asks a cloud for a token.</summary>
/// <param name="user">Empty where there is none.</param>
internal delegate Task<CloudToken> SignIn(VendorHttp http, Uri address, string user, string secret, CancellationToken cancellation);

/// <summary>What opens the cloud, as the header <c>Authorization</c> has it.</summary>
/// <param name="Lasts">From the moment it was asked for.</param>
internal sealed record CloudToken(string Scheme, string Value, TimeSpan Lasts);

/// <summary>The makers whose clouds are spoken.</summary>
internal static class CloudVendors
{
    public static CloudVendor Easee { get; } = new(
        "easee", "Easee", new("https://api.easee.com"), new("https://api.easee.com"), HasUser: true, RequestsPerMinute: 50, EaseeSignIn.SignInAsync);

    public static CloudVendor SmartMe { get; } = new(
        "smart-me", "smart-me", new("https://api.smart-me.com"), new("https://api.smart-me.com"), HasUser: false, RequestsPerMinute: 50, SmartMeKey.SignInAsync);

    public static CloudVendor Wallbox { get; } = new(
        "wallbox", "Wallbox", new("https://api.wall-box.com"), new("https://user-api.wall-box.com"), HasUser: true, RequestsPerMinute: 24, WallboxSignIn.SignInAsync);

    /// <remarks>It takes ten requests a second.</remarks>
    public static CloudVendor Zaptec { get; } = new(
        "zaptec", "Zaptec", new("https://api.zaptec.com"), new("https://api.zaptec.com"), HasUser: true, RequestsPerMinute: 300, ZaptecSignIn.SignInAsync);

    public static IReadOnlyList<CloudVendor> All { get; } = [Easee, SmartMe, Wallbox, Zaptec];

    public static string Known { get; } = string.Join(", ", All.Select(vendor => vendor.Id).Order(StringComparer.Ordinal));

    public static CloudVendor? Find(string id) => All.FirstOrDefault(vendor => vendor.Id == id);
}
