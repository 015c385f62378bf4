using Clemap.Platform.Http;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.Clients;

internal static class ApiClientEndpoints
{
    public static void MapApiClients(this IEndpointRouteBuilder endpoints)
    {
        var clients = endpoints.MapGroup("/api/v1/clients").RequireAuthorization(Permission.ManageClients).WithTags("Clients");
        clients.MapGet("/", ListAsync).WithSummary("API clients with their secrets, without what is secret");
        clients.MapPost("/", MakeAsync).RequireLicence(LicenceOption.ApiClients).WithSummary("Makes a client; the answer is the only one that holds its secret");
        clients.MapDelete("/{clientId:guid}", EndAsync).WithSummary("Ends the client for ever; its tokens are refused within a minute");
        clients.MapPost("/{clientId:guid}/secrets", AddSecretAsync).WithSummary("A second secret, to replace the first without a pause");
        clients.MapDelete("/{clientId:guid}/secrets/{secretId:guid}", RevokeAsync).WithSummary("Revokes a secret; tokens that came of it are refused within a minute");
    }

    private static async Task<Ok<IReadOnlyList<ApiClientView>>> ListAsync(IApiClients clients, CancellationToken cancellationToken) =>
        TypedResults.Ok(await clients.ListAsync(cancellationToken));

    private static async Task<Results<Ok<NewApiClientSecret>, ProblemHttpResult>> MakeAsync(
        NewApiClient client, IApiClients clients, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await clients.MakeAsync(client, cancellationToken), http);

    private static async Task<Results<Ok<NewApiClientSecret>, ProblemHttpResult>> AddSecretAsync(
        Guid clientId, SecretWanted wanted, IApiClients clients, HttpContext http, CancellationToken cancellationToken) =>
        Answer(await clients.AddSecretAsync(clientId, wanted.ValidDays, cancellationToken), http);

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid clientId, Guid secretId, IApiClients clients, CancellationToken cancellationToken) =>
        await clients.RevokeSecretAsync(clientId, secretId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid clientId, IApiClients clients, CancellationToken cancellationToken) =>
        await clients.EndAsync(clientId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();

    private static Results<Ok<NewApiClientSecret>, ProblemHttpResult> Answer((NewApiClientSecret? Made, BrokenRule? Broken) result, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return result switch
        {
            (null, { Code: ApiClientRules.NotYours } broken) => Problems.Problem(StatusCodes.Status403Forbidden, broken.Code, broken.Message),
            (null, { Code: ApiClientRules.TwoSecrets } broken) => Problems.Conflict(broken.Code, broken.Message),
            (null, { } broken) => Problems.Invalid(broken.Field, broken.Code, broken.Message),
            ({ } made, _) => TypedResults.Ok(made),
            _ => Problems.NotFound(),
        };
    }
}

/// <param name="ValidDays">1 to 730.</param>
internal sealed record SecretWanted(int ValidDays = 365);
