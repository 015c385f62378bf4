using Clemap.Edge.Outbox;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Accounts of people and tokens of scripts.</summary>
internal static class AccountEndpoints
{
    private const int MostAccounts = 50;
    private const int MostTokens = 50;
    private const int LongestLabel = 60;

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/accounts", (AccountStore accounts) => Results.Json(
            [.. accounts.Current.Accounts.Select(a => new AccountView(a.Name, a.Role, a.CreatedAt))], AccessJson.Default.IReadOnlyListAccountView)).For(LocalRole.Electrician);
        routes.MapPost("/api/accounts", AddAsync).For(LocalRole.Electrician);
        routes.MapDelete("/api/accounts/{name}", Remove).For(LocalRole.Electrician);
        routes.MapGet("/api/tokens", (AccountStore accounts) => Results.Json(
            [.. accounts.Current.Tokens.Select(t => View(t))], AccessJson.Default.IReadOnlyListTokenView)).For(LocalRole.Electrician);
        routes.MapPost("/api/tokens", AddTokenAsync).For(LocalRole.Electrician);
        routes.MapDelete("/api/tokens/{id}", RemoveToken).For(LocalRole.Electrician);
    }

    private static async Task<IResult> AddAsync(HttpContext context, AccountStore accounts, Journal journal, ILogger<AccountStore> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.NewAccount);
        if (body is null)
            return wrong!;
        if ((AccountRules.OfName(body.Name) ?? AccountRules.OfPassword(body.Password, body.Name)) is { } rule)
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, rule);
        if (body.Role == LocalRole.Anyone)
            return Problems.BadBody("role: must be viewer or electrician");
        if (accounts.Current.Accounts.Count >= MostAccounts)
            return Problems.Of(StatusCodes.Status409Conflict, "too-many");
        if (!accounts.Add(body.Name, body.Role, body.Password))
            return Problems.Of(StatusCodes.Status409Conflict, "name-taken");
        log.LogInformation("{Who} made the account {Name}", Caller.Of(context).Name, body.Name);
        journal.AddOf(Caller.Of(context).Name, "account.made", $"Made the account {body.Name} ({Word(body.Role)}).", body.Name, Word(body.Role));
        return Results.NoContent();
    }

    private static IResult Remove(string name, HttpContext context, AccountStore accounts, Journal journal, ILogger<AccountStore> log)
    {
        if (accounts.Find(name) is null)
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        if (!accounts.Remove(name))
            return Problems.Of(StatusCodes.Status409Conflict, "last-electrician");
        log.LogInformation("{Who} removed the account {Name}", Caller.Of(context).Name, name);
        journal.AddOf(Caller.Of(context).Name, "account.removed", $"Removed the account {name}.", name);
        return Results.NoContent();
    }

    private static async Task<IResult> AddTokenAsync(HttpContext context, AccountStore accounts, Journal journal, ILogger<AccountStore> log)
    {
        var (body, wrong) = await Problems.ReadAsync(context.Request, AccessJson.Default.NewToken);
        if (body is null)
            return wrong!;
        if (body.Role == LocalRole.Anyone || body.Label.Length is 0 or > LongestLabel || body.Label.Any(char.IsControl))
            return Problems.BadBody("label: 1 to 60 characters on one line; role: viewer or electrician");
        if (accounts.Current.Tokens.Count >= MostTokens)
            return Problems.Of(StatusCodes.Status409Conflict, "too-many");
        var (token, secret) = accounts.AddToken(body.Label, body.Role, Caller.Of(context).Name);
        log.LogInformation("{Who} made the token {Label}", Caller.Of(context).Name, body.Label);
        journal.AddOf(Caller.Of(context).Name, "token.made", $"Made the token '{body.Label}' ({Word(body.Role)}).", body.Label, Word(body.Role));
        return Results.Json(View(token) with { Secret = secret }, AccessJson.Default.TokenView, statusCode: StatusCodes.Status201Created);
    }

    private static IResult RemoveToken(string id, HttpContext context, AccountStore accounts, Journal journal)
    {
        string? label = accounts.Current.Tokens.FirstOrDefault(token => token.Id == id)?.Label;
        if (label is null || !accounts.RemoveToken(id))
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        journal.AddOf(Caller.Of(context).Name, "token.removed", $"Removed the token '{label}'.", label);
        return Results.NoContent();
    }

    private static string Word(LocalRole role) => role == LocalRole.Electrician ? "electrician" : "viewer";

    private static TokenView View(ApiToken token) => new(token.Id, token.Label, token.Role, token.Owner, token.CreatedAt);
}
