using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.LocalApi.SiteModel;

/// <summary>Passwords and keys of the accounts at makers' clouds: they can be stored and replaced, and never be read.</summary>
internal static class CloudAccountEndpoints
{
    public static void MapCloudAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/cloud-accounts", (EdgeConfiguration configuration) => Results.Json(
            [.. Accounts(configuration).Select(account => new CloudAccountView(
                account.Name, account.Vendor, account.User, Secrets(configuration).Read(account.Name) is not null))],
            SiteModelJson.Default.IReadOnlyListCloudAccountView)).For(LocalRole.Electrician);
        routes.MapPut("/api/cloud-accounts/{name}/secret", StoreAsync).For(LocalRole.Electrician);
    }

    private static async Task<IResult> StoreAsync(string name, HttpContext context, EdgeConfiguration configuration, Journal journal, ILogger<CloudSecrets> log)
    {
        // The name is that of a file: only one that the rules let through is taken.
        if (Accounts(configuration).All(account => account.Name != name))
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        var (body, wrong) = await Problems.ReadAsync(context.Request, SiteModelJson.Default.CloudSecret);
        if (body is null)
            return wrong!;
        string secret = body.Secret.Trim();
        if (secret.Length is 0 or > CloudSecrets.Longest || secret.Any(char.IsControl))
            return Problems.BadBody($"secret: must have 1 to {CloudSecrets.Longest} characters on one line");
        Secrets(configuration).Write(name, secret);
        log.LogInformation("{Who} stored a password of the cloud account {Name}", Caller.Of(context).Name, name);
        journal.AddOf(Caller.Of(context).Name, "cloud-account.secret", $"Stored a password of the cloud account {name}.", name);
        return Results.NoContent();
    }

    private static IReadOnlyList<CloudAccountConfiguration> Accounts(EdgeConfiguration configuration) => configuration.CloudAccounts ?? [];

    private static CloudSecrets Secrets(EdgeConfiguration configuration) => new(configuration.DataDir);
}
