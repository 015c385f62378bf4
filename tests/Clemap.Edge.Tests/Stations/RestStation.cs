using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clemap.Edge.Tests.Stations;

/// <summary>A station's web server on a real port.</summary>
internal sealed class RestStation(WebApplication server) : IAsyncDisposable
{
    public Uri Address { get; } = new(server.Urls.First());

    public static async Task<RestStation> StartAsync(RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(serve);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new RestStation(server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
