using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Benchmarks.Ingestion;

/// <summary>Devices that were claimed, enrolled and commissioned over the API, each with a token of its own.</summary>
internal sealed class Fleet(BenchedServer server, IReadOnlyList<FleetDevice> devices) : IAsyncDisposable
{
    private const int AtOnce = 16;

    /// <summary>Tokens live for 15 minutes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(8);

    // Each device has a line of its own.
    private readonly SocketsHttpHandler handler = new() { MaxConnectionsPerServer = int.MaxValue };

    public IReadOnlyList<FleetDevice> Devices { get; } = devices;

    public static async Task<Fleet> EnrolAsync(BenchedServer server, IReadOnlyList<Guid> organisations, int devices, int sourcesEach)
    {
        var fleet = new Fleet(server, [.. Enumerable.Range(0, devices).Select(_ => new FleetDevice(
            Guid.CreateVersion7(), Guid.CreateVersion7(), [.. Enumerable.Range(0, sourcesEach).Select(_ => Guid.CreateVersion7())]))]);
        var provisioning = server.Platform.GetRequiredService<IProvisioning>();
        foreach (var owner in organisations)
            await provisioning.EnsureOrganisationAsync(owner, "Measured", CancellationToken.None);
        await Parallel.ForAsync(0, devices, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, cancellation) =>
        {
            var device = fleet.Devices[index];
            device.OrganisationId = organisations[index % organisations.Count];
            await provisioning.EnsureSiteAsync(device.OrganisationId, new(device.SiteId, $"Site {index}", "Street", "Europe/Zurich"), cancellation);
            var serial = $"CL-{device.Id:N}"[..24];
            await provisioning.ClaimDeviceAsync(device.OrganisationId, new(device.Id, device.SiteId, serial, "C-04A-WL-080A-CS"), "CODE", cancellation);
            using var http = fleet.Client();
            using var enrolled = await http.PostAsJsonAsync(new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(serial, "CODE", device.Key.PublicKey), cancellation);
            enrolled.EnsureSuccessStatusCode();
            await fleet.RenewAsync(device, cancellation);
            http.DefaultRequestHeaders.Authorization = device.Token;
            using var reported = await http.PutAsync(
                new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(device.Model(), ContractsJson.Default.SiteModel), cancellation);
            reported.EnsureSuccessStatusCode();
        });
        return fleet;
    }

    /// <summary>Tokens live for minutes.</summary>
    public Task RenewAsync() => Parallel.ForEachAsync(Devices, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (device, cancellation) => await RenewAsync(device, cancellation));

    /// <summary>Renews those that are old.</summary>
    public Task FreshenAsync() => Parallel.ForEachAsync(Devices, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (device, cancellation) => await FreshenAsync(device, cancellation));

    public async Task FreshenAsync(FleetDevice device, CancellationToken cancellation)
    {
        if (TimeProvider.System.GetElapsedTime(device.TokenSince) > Fresh)
            await RenewAsync(device, cancellation);
    }

    public HttpClient Client() => new(handler, disposeHandler: false) { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(100) };

    public async Task RenewAsync(FleetDevice device, CancellationToken cancellation) => (device.TokenSince, device.Token) =
        (TimeProvider.System.GetTimestamp(), new AuthenticationHeaderValue("Bearer", await device.Key.AccessTokenAsync(server.Address, device.Id, cancellation)));

    public ValueTask DisposeAsync()
    {
        foreach (var device in Devices)
            device.Key.Dispose();
        handler.Dispose();
        return ValueTask.CompletedTask;
    }
}

internal sealed record FleetDevice(Guid Id, Guid SiteId, IReadOnlyList<Guid> Sources)
{
    public Guid OrganisationId { get; set; }

    public DeviceKey Key { get; } = new();

    public AuthenticationHeaderValue? Token { get; set; }

    /// <summary>Timestamp of its asking.</summary>
    public long TokenSince { get; set; }

    /// <summary>Start of what it sends next, UTC.</summary>
    public DateTimeOffset Next { get; set; }

    public SiteModel Model()
    {
        var root = Guid.CreateVersion7();
        return new SiteModel
        {
            Circuits = [new CircuitModel(root, "Grid", null, 400, Sources[0])],
            Meters = [.. Sources.Select((source, index) => new MeterModel(source, $"Meter {index}", index == 0 ? MeterKind.Grid : MeterKind.Circuit))],
            Stations = [],
        };
    }
}
