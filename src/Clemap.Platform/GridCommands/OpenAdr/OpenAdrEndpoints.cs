using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Platform.GridCommands.OpenAdr;

internal static class OpenAdrEndpoints
{
    public static void MapOpenAdr(this IEndpointRouteBuilder endpoints)
    {
        var connections = endpoints.MapGroup("/api/v1/grid/connections").RequireAuthorization(Permission.ConnectGrid).WithTags("Grid operator");
        connections.MapGet("/", ListAsync).WithSummary("Connections to OpenADR 3 servers, with how they stand; without their secrets");
        connections.MapPost("/", MakeAsync).WithSummary("Connects to an OpenADR 3 server: what its events ask for becomes commands");
        connections.MapPut("/{connectionId:guid}", ChangeAsync).WithSummary("All of a connection; only the secret stays when it is left out");
        connections.MapDelete("/{connectionId:guid}", EndAsync).WithSummary("Takes a connection away; what it commanded for later is taken back, what is in force keeps to its end");
    }

    private static async Task<Ok<IReadOnlyList<OpenAdrConnection>>> ListAsync(IOpenAdr connections, CancellationToken cancellationToken) =>
        TypedResults.Ok(await connections.ListAsync(cancellationToken));

    private static async Task<Results<Created<OpenAdrConnection>, ProblemHttpResult>> MakeAsync(OpenAdrFields fields, IOpenAdr connections, CancellationToken cancellationToken) =>
        await connections.MakeAsync(fields, cancellationToken) switch
        {
            { Connection: { } made } => TypedResults.Created((string?)null, made),
            var refused => Problems.Invalid(refused.Broken),
        };

    private static async Task<Results<Ok<OpenAdrConnection>, ProblemHttpResult>> ChangeAsync(
        Guid connectionId, OpenAdrFields fields, IOpenAdr connections, CancellationToken cancellationToken) =>
        await connections.ChangeAsync(connectionId, fields, cancellationToken) switch
        {
            { Connection: { } changed } => TypedResults.Ok(changed),
            { Broken: { Count: > 0 } broken } => Problems.Invalid(broken),
            _ => Problems.NotFound(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(Guid connectionId, IOpenAdr connections, CancellationToken cancellationToken) =>
        await connections.EndAsync(connectionId, cancellationToken) ? TypedResults.NoContent() : Problems.NotFound();
}
