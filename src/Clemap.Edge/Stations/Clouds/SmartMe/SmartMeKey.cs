namespace Clemap.Edge.Stations.Clouds.SmartMe;

/// <summary>smart-me gives keys that last: nothing has to be asked for.</summary>
internal static class SmartMeKey
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromHours(1);

    public static Task<CloudToken> SignInAsync(VendorHttp http, Uri address, string user, string secret, CancellationToken cancellation) =>
        Task.FromResult(new CloudToken("ApiKey", secret, ReadAgainAfter));
}
