using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Signing in and out, and the first account.</summary>
internal static class SessionEndpoints
{
    private const string CodeName = "(one-time code)";

    /// <summary>One hash at a time: who guesses in parallel must not take the processor from the control loop.</summary>
    private static readonly SemaphoreSlim Hashing = new(1, 1);

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/session", (HttpContext context, AccountStore accounts) => View(accounts, context.Features.Get<Caller>())).For(LocalRole.Anyone);
        routes.MapPost("/api/session", SignInAsync).For(LocalRole.Anyone);
        routes.MapDelete("/api/session", SignOut).For(LocalRole.Viewer);
        routes.MapPut("/api/session/password", ChangePasswordAsync).For(LocalRole.Viewer);
        routes.MapPost("/api/accounts/first", FirstAccountAsync).For(LocalRole.Anyone);
    }

    public static async Task<bool> MatchesAsync(string password, string hash, CancellationToken cancellation)
    {
        await Hashing.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => PasswordHash.Matches(password, hash), cancellation);
        }
        finally
        {
            Hashing.Release();
        }
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, AccountStore accounts, SignedIn sessions, Lockout lockout, Journal journal, ILogger<SignedIn> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.SignIn);
        if (body is null)
            return wrong!;
        if (body.Password.Length > AccountRules.LongestPassword)
            return Problems.Of(StatusCodes.Status401Unauthorized, "sign-in-wrong");
        if (lockout.Waits(body.Name) is { } wait)
            return Wait(context, wait);
        var account = accounts.Find(body.Name);
        if (!await MatchesAsync(body.Password, account?.PasswordHash ?? PasswordHash.OfNobody, context.RequestAborted) || account is null)
        {
            lockout.Failed(body.Name);
            log.LogWarning("A sign-in failed, from {Address}", context.Connection.RemoteIpAddress);
            return Problems.Of(StatusCodes.Status401Unauthorized, "sign-in-wrong");
        }
        lockout.Succeeded(body.Name);
        log.LogInformation("{Name} signed in, from {Address}", account.Name, context.Connection.RemoteIpAddress);
        string from = $"{context.Connection.RemoteIpAddress}";
        journal.AddOf(account.Name, "person.signed-in", $"Signed in, from {from}.", from);
        return Open(context, accounts, sessions, account);
    }

    private static async Task<IResult> FirstAccountAsync(
        HttpContext context, EdgeConfiguration configuration, AccountStore accounts, SignedIn sessions, Lockout lockout, Journal journal, ILogger<SignedIn> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.FirstAccount);
        if (body is null)
            return wrong!;
        if (accounts.Current.Accounts.Count > 0)
            return Problems.Of(StatusCodes.Status409Conflict, "first-account-exists");
        if (lockout.Waits(CodeName) is { } wait)
            return Wait(context, wait);
        if (!OneTimeCode.Matches(configuration.DataDir, body.Code))
        {
            lockout.Failed(CodeName);
            return Problems.Of(StatusCodes.Status401Unauthorized, "code-wrong");
        }
        if ((AccountRules.OfName(body.Name) ?? AccountRules.OfPassword(body.Password, body.Name)) is { } rule)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, rule);
        if (!accounts.AddFirst(body.Name, body.Password))
            return Problems.Of(StatusCodes.Status409Conflict, "first-account-exists");
        log.LogInformation("The first account, {Name}, was made with the one-time code", body.Name);
        journal.AddOf(body.Name, "account.first", "Made the first account, with the one-time code.");
        return Open(context, accounts, sessions, accounts.Find(body.Name)!);
    }

    private static IResult SignOut(HttpContext context, SignedIn sessions, Journal journal)
    {
        if (context.Request.Cookies[Caller.Cookie] is { } cookie)
        {
            sessions.Close(cookie);
            journal.AddOf(Caller.Of(context).Name, "person.signed-out", "Signed out.");
        }
        context.Response.Cookies.Delete(Caller.Cookie, CookieOptions());
        return Results.NoContent();
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, AccountStore accounts, SignedIn sessions, Lockout lockout, Journal journal)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.PasswordChange);
        if (body is null)
            return wrong!;
        var caller = Caller.Of(context);
        if (caller.Session is null || accounts.Find(caller.Name) is not { } account)
            return Problems.Of(StatusCodes.Status403Forbidden, "role-too-low");
        if (lockout.Waits(account.Name) is { } wait)
            return Wait(context, wait);
        if (body.Current.Length > AccountRules.LongestPassword || !await MatchesAsync(body.Current, account.PasswordHash, context.RequestAborted))
        {
            lockout.Failed(account.Name);
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "password-wrong");
        }
        if (AccountRules.OfPassword(body.New, account.Name) is { } rule)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, rule);
        accounts.SetPassword(account.Name, body.New);
        journal.AddOf(account.Name, "password.changed", "Changed the own password.");
        return Open(context, accounts, sessions, accounts.Find(account.Name)!); // the others are signed out
    }

    private static IResult Wait(HttpContext context, TimeSpan wait)
    {
        int seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, "locked-out", $"{seconds} s");
    }

    private static IResult Open(HttpContext context, AccountStore accounts, SignedIn sessions, Account account)
    {
        var (cookie, session) = sessions.Open(account);
        context.Response.Cookies.Append(Caller.Cookie, cookie, CookieOptions());
        return View(accounts, new Caller(account.Name, account.Role, session));
    }

    private static IResult View(AccountStore accounts, Caller? caller) => Results.Json(
        new SessionView(accounts.Current.Accounts.Count == 0, caller?.Name, caller?.Role, caller?.Session?.Csrf), AccessJson.Default.SessionView);

    private static CookieOptions CookieOptions() => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
