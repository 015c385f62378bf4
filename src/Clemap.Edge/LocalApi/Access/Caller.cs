using System.Security.Cryptography;
using System.Text;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Who asks.</summary>
/// <param name="Session"><see langword="null"/> for a script with a token, which needs no second proof of its intention.</param>
internal sealed record Caller(string Name, LocalRole Role, Session? Session)
{
    /// <summary>The prefix makes browsers insist on: HTTPS only, this host only.</summary>
    public const string Cookie = "__Host-clemap";
    public const string CsrfHeader = "X-Csrf-Token";

    private const string Bearer = "Bearer ";

    /// <returns><see langword="null"/> when nobody is signed in.</returns>
    public static Caller? Of(HttpRequest request, SignedIn sessions, AccountStore accounts)
    {
        string authorization = request.Headers.Authorization.ToString();
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return accounts.FindToken(authorization[Bearer.Length..].Trim()) is { } token ? new Caller(token.Owner, token.Role, null) : null;
        if (request.Cookies[Cookie] is not { } cookie || sessions.Find(cookie) is not { } session)
            return null;
        return accounts.Find(session.Name) is { } account && account.Stamp == session.Stamp ? new Caller(account.Name, account.Role, session) : null;
    }

    /// <summary>Of a request that passed <see cref="AccessMiddleware"/> at an endpoint that needs a role.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint needs no role.");

    public bool MayWrite(HttpRequest request) =>
        Session is null || CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Session.Csrf), Encoding.UTF8.GetBytes(request.Headers[CsrfHeader].ToString()));
}
