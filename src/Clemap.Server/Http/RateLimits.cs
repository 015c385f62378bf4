using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Server.Configuration;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Clemap.Server.Http;

/// <summary>
/// How often one address, one person or client, and one organisation may ask, so that none of them can take the server from the others. Counted in
/// this process. Whoever asks more often gets 429 and, in Retry-After, the seconds to wait.
/// </summary>
internal static partial class RateLimits
{
    private const int IPv6Network = 8;

    public static void AddRateLimits(this IServiceCollection services, ServerSettings settings) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            By(settings.Limits.CallerPerMinute, http => IsCounted(http.Request) ? http.User.FindFirstValue(ClemapClaims.Subject) : null),
            // Readings have a fair share of their own: a fleet of thousands of devices reports more often than its people ask.
            By(settings.Limits.OrganisationPerMinute, http => IsCounted(http.Request) && !IsTelemetry(http.Request) ? http.User.FindFirstValue(ClemapClaims.Organisation) : null));
        limiter.OnRejected = (rejected, _) => RefuseAsync(rejected.HttpContext, rejected.Lease);
    });

    /// <summary>Tells callers how many requests they have left, so that they need not find out by being refused; behind the limiter (draft-ietf-httpapi-ratelimit-headers).</summary>
    public static void UseRateLimitHeaders(this IApplicationBuilder app, ServerSettings settings)
    {
        var limiter = app.ApplicationServices.GetRequiredService<IOptions<RateLimiterOptions>>().Value.GlobalLimiter!;
        var policy = $"\"caller\";q={settings.Limits.CallerPerMinute};w=60";
        app.Use((http, next) =>
        {
            if (IsCounted(http.Request) && http.User.FindFirstValue(ClemapClaims.Subject) is not null && limiter.GetStatistics(http) is { } left)
            {
                http.Response.Headers["RateLimit-Policy"] = policy;
                http.Response.Headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"caller\";r={Math.Max(0, left.CurrentAvailablePermits)}");
            }

            return next(http);
        });
    }

    /// <summary>Stands before authentication, which answers requests for tokens itself.</summary>
    public static void UseAddressLimits(this IApplicationBuilder app, ServerSettings settings)
    {
        var limiter = PartitionedRateLimiter.CreateChained(
            By(settings.Limits.SignInsPerMinute, http => IsSignIn(http.Request) ? AddressOf(http) : null),
            By(settings.Limits.AddressPerMinute, http => IsCounted(http.Request) && !IsTelemetry(http.Request) ? AddressOf(http) : null),
            // A provider of mobile networks puts thousands of devices behind one address.
            By(settings.Limits.TelemetryPerMinute, http => IsTelemetry(http.Request) ? AddressOf(http) : null));
        app.Use(async (http, next) =>
        {
            using var lease = limiter.AttemptAcquire(http);
            if (lease.IsAcquired)
                await next(http);
            else
                await RefuseAsync(http, lease);
        });
    }

    /// <summary>Those without a key are not limited here.</summary>
    private static PartitionedRateLimiter<HttpContext> By(int perMinute, Func<HttpContext, string?> key) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => key(http) is { } partition
            ? RateLimitPartition.GetSlidingWindowLimiter(partition, _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = perMinute,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
            })
            : RateLimitPartition.GetNoLimiter(""));

    /// <summary>Pages and their files cost little, and an open page holds one connection; what reads and writes data is counted.</summary>
    private static bool IsCounted(HttpRequest request) =>
        request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/downloads") || request.Path.StartsWithSegments("/connect");

    private static bool IsTelemetry(HttpRequest request) => request.Path.StartsWithSegments("/api/v1/telemetry");

    /// <summary>Where passwords, codes and links are tried.</summary>
    internal static bool IsSignIn(HttpRequest request) =>
        // Answers of the external issuer come by GET.
        request.Path.StartsWithSegments("/account/external")
        || (HttpMethods.IsPost(request.Method)
            && (request.Path.StartsWithSegments("/account") || request.Path.StartsWithSegments("/connect/token") || request.Path.StartsWithSegments("/api/v1/device/enrol")));

    /// <summary>One household has a whole /64 of IPv6.</summary>
    internal static string AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var network = address.GetAddressBytes();
        network.AsSpan(IPv6Network).Clear();
        return new IPAddress(network).ToString();
    }

    private static async ValueTask RefuseAsync(HttpContext http, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(10);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        Refused(http.RequestServices.GetRequiredService<ILogger<RequestLimits>>(), http.Request.Path, AddressOf(http), http.User.SubjectId());
        await Problems.Problem(StatusCodes.Status429TooManyRequests, "too-many-requests", $"Too many requests. Try again in {seconds} s.").ExecuteAsync(http);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Too many requests: {Path} from {Address} by {Caller}")]
    private static partial void Refused(ILogger log, string path, string address, Guid? caller);
}
