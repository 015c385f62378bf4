using System.Globalization;
using System.Text;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Clouds;

/// <summary>The account at a maker's cloud: its key or tokens, and the requests it has left. All simulated clouds know the same customer.</summary>
internal sealed class CloudAccount(TimeProvider time, int requestsPerMinute)
{
    public const string UserName = "demo@example.com";
    public const string Password = "simulated";
    public const string Key = "simulated-key";

    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<long> _recent = [];
    private readonly Dictionary<string, long> _tokens = [];
    private readonly HashSet<string> _refreshTokens = [];
    private int _issued;

    /// <param name="authorization">The header that is asked for; absent is a bearer token that was issued and has not expired.</param>
    /// <returns>Why the request is not served; absent when it is.</returns>
    public RestReply? Refuse(RestRequest request, string? authorization = null)
    {
        if (RetryAfter() is { } wait) return new RestReply(429) { RetryAfter = wait };
        var sent = request.Header("Authorization");
        return authorization is null ? IsBearer(sent) ? null : RestReply.Unauthorized : sent == authorization ? null : RestReply.Unauthorized;
    }

    /// <summary>Counts a request, if there is room for it.</summary>
    /// <returns>How long to wait; absent when it may be served.</returns>
    public TimeSpan? RetryAfter()
    {
        while (_recent.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window) _recent.Dequeue();
        if (_recent.Count >= requestsPerMinute) return Window - time.GetElapsedTime(_recent.Peek());
        _recent.Enqueue(time.GetTimestamp());
        return null;
    }

    /// <returns>A token that opens the cloud for <see cref="TokenLifetime"/>, and one that buys the next.</returns>
    public (string Access, string Refresh) Issue()
    {
        var number = ++_issued;
        var access = FormattableString.Invariant($"access-{number}");
        var refresh = FormattableString.Invariant($"refresh-{number}");
        _tokens[access] = time.GetTimestamp();
        _refreshTokens.Add(refresh);
        return (access, refresh);
    }

    /// <summary>A refresh token is good once.</summary>
    public bool TakeRefresh(string? token) => token is not null && _refreshTokens.Remove(token);

    public static bool IsCustomer(string? userName, string? password) => userName == UserName && password == Password;

    public static string Basic { get; } = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    public static int LifetimeS => (int)TokenLifetime.TotalSeconds;

    public static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private bool IsBearer(string? header) =>
        header is not null && header.StartsWith("Bearer ", StringComparison.Ordinal)
        && _tokens.TryGetValue(header["Bearer ".Length..], out var issued) && time.GetElapsedTime(issued) < TokenLifetime;
}
