using System.Globalization;
using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Signing in and out, and the first account.</summary>
internal static class SessionEndpoints
{
    private static readonly TimeSpan UntilATurnIsFree = TimeSpan.FromSeconds(5);

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/session", (HttpContext context, AccountStore accounts) => View(accounts, context.Features.Get<Caller>())).For(LocalRole.Anyone);
        routes.MapPost("/api/session", SignInAsync).For(LocalRole.Anyone);
        routes.MapDelete("/api/session", SignOut).For(LocalRole.Viewer);
        routes.MapPut("/api/session/password", ChangePasswordAsync).For(LocalRole.Viewer);
        routes.MapPost("/api/accounts/first", FirstAccountAsync).For(LocalRole.Anyone);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, AccountStore accounts, SignedIn sessions, Lockout lockout, Journal journal, ILogger<SignedIn> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.SignIn);
        if (body is null)
            return wrong!;
        // Nobody can have such a name or password: there is nothing to guess, and nothing to remember.
        if (AccountRules.OfName(body.Name) is not null || body.Password.Length > AccountRules.LongestPassword)
            return Problems.Of(StatusCodes.Status401Unauthorized, "sign-in-wrong");
        using var turn = await HashingTurn.TakeAsync(context.RequestAborted);
        if (turn is null)
            return Wait(context, UntilATurnIsFree);
        string from = From(context), counted = lockout.KeyOf(body.Name, from);
        if (lockout.Waits(counted) is { } wait)
            return Wait(context, wait);
        var account = accounts.Find(body.Name);
        if (!await HashingTurn.MatchesAsync(body.Password, account?.PasswordHash ?? PasswordHash.OfNobody, context.RequestAborted) || account is null)
        {
            lockout.Failed(counted, account is not null);
            log.LogWarning("A sign-in failed, from {Address}", from);
            return Problems.Of(StatusCodes.Status401Unauthorized, "sign-in-wrong");
        }
        lockout.Succeeded(account.Name, from);
        log.LogInformation("{Name} signed in, from {Address}", account.Name, from);
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
        // Of the address: the code is too long to be guessed, and nobody else on the network may keep the electrician from it.
        string from = From(context), counted = $"code {from}";
        if (lockout.Waits(counted) is { } wait)
            return Wait(context, wait);
        if (!OneTimeCode.Matches(configuration.DataDir, body.Code))
        {
            lockout.Failed(counted);
            return Problems.Of(StatusCodes.Status401Unauthorized, "code-wrong");
        }
        if ((AccountRules.OfName(body.Name) ?? AccountRules.OfPassword(body.Password, body.Name)) is { } rule)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, rule);
        if (!accounts.AddFirst(body.Name, body.Password))
            return Problems.Of(StatusCodes.Status409Conflict, "first-account-exists");
        lockout.Succeeded(body.Name, from);
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
        using var turn = await HashingTurn.TakeAsync(context.RequestAborted);
        if (turn is null)
            return Wait(context, UntilATurnIsFree);
        string counted = lockout.KeyOf(account.Name, From(context));
        if (lockout.Waits(counted) is { } wait)
            return Wait(context, wait);
        if (body.Current.Length > AccountRules.LongestPassword || !await HashingTurn.MatchesAsync(body.Current, account.PasswordHash, context.RequestAborted))
        {
            lockout.Failed(counted, isReal: true);
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "password-wrong");
        }
        if (AccountRules.OfPassword(body.New, account.Name) is { } rule)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, rule);
        accounts.SetPassword(account.Name, body.New);
        journal.AddOf(account.Name, "password.changed", "Changed the own password.");
        return Open(context, accounts, sessions, accounts.Find(account.Name)!); // the others are signed out
    }

    private static string From(HttpContext context) => $"{context.Connection.RemoteIpAddress}";

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
