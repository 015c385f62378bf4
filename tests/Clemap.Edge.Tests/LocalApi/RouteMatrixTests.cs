using System.Net;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.Dashboard;
using Clemap.Edge.Tests.ControlLoop;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>Every endpoint that is mapped, with every role; and the description of the API, which names the same.</summary>
public sealed class RouteMatrixTests
{
    private static readonly Dictionary<string, string> Values = new() { ["name"] = "nobody", ["id"] = "20000101-000000", ["card"] = "eth0", ["**path"] = "app.css" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_a_viewer_and_an_electrician_get_exactly_what_their_role_holds()
    {
        var routes = await RoutesAsync();
        routes.Count.ShouldBeGreaterThan(30);
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var victor = await box.ViewerAsync(elena);
        var anyone = box.Anyone();
        // Last what ends the own session.
        foreach (var (method, path, role) in routes.OrderBy(route => route is { Method: "DELETE", Path: "/api/session" }))
        {
            (await StatusAsync(anyone)).ShouldBe(role == LocalRole.Anyone ? "let in" : "401", $"{method} {path} by nobody");
            (await StatusAsync(victor)).ShouldBe(role == LocalRole.Electrician ? "403" : "let in", $"{method} {path} by a viewer");
            (await StatusAsync(elena)).ShouldBe("let in", $"{method} {path} by an electrician");

            async Task<string> StatusAsync(HttpClient who)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Filled(path));
                if (method is "POST" or "PUT")
                    request.Content = new StringContent("[]"); // a body that no endpoint takes: nothing is changed
                using var answer = await who.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
                return answer.StatusCode switch
                {
                    HttpStatusCode.Unauthorized => "401",
                    HttpStatusCode.Forbidden => "403",
                    _ => "let in",
                };
            }
        }
    }

    [Fact]
    public async Task The_description_names_each_endpoint_with_its_role_and_no_other()
    {
        using var document = JsonDocument.Parse(DashboardFiles.Read("openapi.json"));
        var described =
            from path in document.RootElement.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name.ToUpperInvariant()} {path.Name} {operation.Value.GetProperty("x-role").GetString()}";
        var mapped = (await RoutesAsync()).Where(route => route.Path is not ("/" or "/app/{**path}"))
            .Select(route => $"{route.Method} {route.Path} {route.Role.ToString().ToLowerInvariant()}");

        described.ShouldBe(mapped, ignoreOrder: true);
    }

    private static async Task<List<(string Method, string Path, LocalRole Role)>> RoutesAsync()
    {
        await using var garage = new Garage(1);
        var configuration = garage.Configuration with
        {
            DataDir = Path.Combine(garage.Configuration.DataDir, "routes"),
            Local = new LocalConfiguration(0, "127.0.0.1"),
            SourceFile = "unused",
        };
        await using var app = EdgeHost.Build(configuration, TimeProvider.System);
        return
        [
            .. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
               let method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()
               let role = endpoint.Metadata.GetMetadata<NeedsRole>()?.Role ?? (method == "GET" ? LocalRole.Viewer : LocalRole.Electrician)
               select (method, endpoint.RoutePattern.RawText!, role),
        ];
    }

    private static string Filled(string path)
    {
        foreach (var (name, value) in Values)
            path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return path;
    }
}
