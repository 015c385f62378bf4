using Clemap.Platform.Organisations;
using Clemap.Server.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Primitives;

namespace Clemap.Server.Http;

/// <summary>
/// Modules map what people and what devices call side by side. This keeps of them what the node's roles serve: <see cref="NodeRole.Ingestion"/> what devices
/// call, <see cref="NodeRole.Api"/> the rest.
/// </summary>
internal sealed class ServedEndpoints(IEndpointRouteBuilder app, IReadOnlySet<NodeRole> roles) : IEndpointRouteBuilder
{
    private readonly List<EndpointDataSource> mapped = [];

    public IServiceProvider ServiceProvider => app.ServiceProvider;

    public ICollection<EndpointDataSource> DataSources => mapped;

    public IApplicationBuilder CreateApplicationBuilder() => app.CreateApplicationBuilder();

    /// <summary>Hands over to the host; call it when everything is mapped.</summary>
    public void Serve()
    {
        foreach (var source in mapped)
            app.DataSources.Add(new Served(source, roles));
    }

    private static bool IsForDevices(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(authorize => authorize.Policy == Permission.Device)
        || endpoint is RouteEndpoint { RoutePattern.RawText: { } path } && path.TrimStart('/').StartsWith("api/v1/device/", StringComparison.Ordinal);

    private sealed class Served(EndpointDataSource source, IReadOnlySet<NodeRole> roles) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints { get; } =
            [.. source.Endpoints.Where(endpoint => roles.Contains(IsForDevices(endpoint) ? NodeRole.Ingestion : NodeRole.Api))];

        public override IChangeToken GetChangeToken() => source.GetChangeToken();
    }
}
