using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http.Api;

/// <summary>Operations of an OpenAPI document by method and path, for example <c>GET /api/v1/sites</c>.</summary>
internal static class Operations
{
    public static async Task<IEnumerable<(string Name, JsonObject Node)>> OfAsync(ServerFixture server) => Of(await DocumentAsync(server));

    public static async Task<JsonObject> DocumentAsync(ServerFixture server)
    {
        using var anonymous = server.Anonymous();
        return (await anonymous.GetFromJsonAsync<JsonObject>(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken))!;
    }

    public static IEnumerable<(string Name, JsonObject Node)> Of(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());
}
