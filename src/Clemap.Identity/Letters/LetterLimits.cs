using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Clemap.Identity.Letters;

/// <summary>How often letters may be asked for: three an hour for one mail address, whether known or not, and thirty in ten minutes from one network address.</summary>
internal sealed class LetterLimits : IDisposable
{
    public const int AnHourForOneAddress = 3;
    public const int InTenMinutesFromOneCaller = 30;
    private const int PrefixBytes = 8;

    private readonly PartitionedRateLimiter<string> addresses = Limiter(AnHourForOneAddress, TimeSpan.FromHours(1));
    private readonly PartitionedRateLimiter<string> callers = Limiter(InTenMinutesFromOneCaller, TimeSpan.FromMinutes(10));

    /// <returns>How long to wait; <see langword="null"/> when it may be asked now, which this call counts.</returns>
    public TimeSpan? WaitFor(string address, IPAddress? from) =>
        WaitOf(callers, CallerOf(from)) ?? WaitOf(addresses, address.Trim().ToUpperInvariant());

    public void Dispose()
    {
        addresses.Dispose();
        callers.Dispose();
    }

    private static TimeSpan? WaitOf(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (lease.IsAcquired)
            return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    // One household has many addresses of IPv6, and one prefix.
    private static string CallerOf(IPAddress? from) => from switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => from.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(from.GetAddressBytes().AsSpan(0, PrefixBytes)),
        _ => from.ToString(),
    };

    private static PartitionedRateLimiter<string> Limiter(int permits, TimeSpan window) => PartitionedRateLimiter.Create<string, string>(key =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window }));
}
