using Clemap.Platform;
using Clemap.Platform.Devices;
using Clemap.Server.Configuration;
using Clemap.Server.Http;
using Clemap.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.Http;

public sealed class ServedEndpointsTests
{
    [Fact]
    public async Task A_node_maps_only_what_its_roles_serve()
    {
        var ingestion = await RoutesAsync(NodeRole.Ingestion);
        var api = await RoutesAsync(NodeRole.Api);

        ingestion.ShouldContain("/api/v1/telemetry");
        ingestion.ShouldContain("/api/v1/device/enrol");
        ingestion.ShouldContain("/api/v1/device/desired-state");
        ingestion.ShouldNotContain(route => route.Contains("sites", StringComparison.Ordinal));
        api.ShouldContain(route => route.Contains("sites", StringComparison.Ordinal));
        api.ShouldNotContain(route => route.Contains("/device/", StringComparison.Ordinal) || route.EndsWith("/telemetry", StringComparison.Ordinal));
        (await RoutesAsync(NodeRole.Worker, NodeRole.Portal)).ShouldBeEmpty();
        (await RoutesAsync(NodeRole.Api, NodeRole.Ingestion)).Count.ShouldBe(ingestion.Count + api.Count);
    }

    private static async Task<IReadOnlyList<string>> RoutesAsync(params NodeRole[] roles)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(new Clemap.Platform.Database.DatabaseConnections("Host=none", "Host=none", "Host=none"));
        builder.Services.AddClemapPlatform().AddClemapTelemetry();
        builder.Services.AddScoped<IDeviceClients>(_ => throw new InvalidOperationException("Mapping asks only whether it is there."));
        await using var app = builder.Build();
        var served = new ServedEndpoints(app, roles.ToHashSet());
        served.MapClemapPlatform();
        served.MapClemapTelemetry();
        served.Serve();
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))];
    }
}
