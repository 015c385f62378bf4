using System.Net;
using System.Net.Http.Json;
using Clemap.Contracts;
using Clemap.Contracts.Devices;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Testing.Faults;

/// <summary>Devices of a few organisations, claimed, enrolled and commissioned as others are.</summary>
public sealed class FaultFleet : IDisposable
{
    private const string Code = "ABCDE-FGHJK";
    private const int RequestsAtOnce = 3;

    private readonly SocketsHttpHandler handler = new();
    private readonly HttpClient http;

    private FaultFleet(Uri server) => http = new HttpClient(handler, disposeHandler: false) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };

    public List<FaultDevice> Devices { get; } = [];

    public long RowsSent => Devices.Sum(device => (long)device.Rows.Count);

    /// <summary>Rows that were told to be new, and those that were told to be there already.</summary>
    public long RowsAcknowledged => Devices.Sum(device => device.Counts.Accepted + device.Counts.Duplicates);

    /// <param name="server">Runs.</param>
    /// <param name="seed">Of all that the devices do.</param>
    /// <param name="organisations">At least one.</param>
    /// <param name="devicesEach">At least one.</param>
    public static async Task<FaultFleet> EnrolAsync(FaultServer server, int seed, int organisations, int devicesEach, CancellationToken cancellationToken)
    {
        var fleet = new FaultFleet(server.Process.Address);
        var provisioning = (await server.ServicesAsync(cancellationToken)).GetRequiredService<IProvisioning>();
        for (var owner = 0; owner < organisations; owner++)
        {
            var organisationId = Guid.CreateVersion7();
            await provisioning.EnsureOrganisationAsync(organisationId, $"Organisation {owner}", cancellationToken);
            for (var each = 0; each < devicesEach; each++)
            {
                var device = new FaultDevice(server.Process.Address, fleet.http, unchecked((seed * 1_000) + (fleet.Devices.Count * 10))) { OrganisationId = organisationId };
                fleet.Devices.Add(device);
                await fleet.CommissionAsync(provisioning, device, cancellationToken);
            }
        }

        return fleet;
    }

    /// <summary>Each device measures, and sends until all is acknowledged.</summary>
    public Task SendAsync(int batches, CancellationToken cancellationToken)
    {
        foreach (var device in Devices)
            device.Measure(batches);
        return Task.WhenAll(Devices.Select(device => device.SendAsync(RequestsAtOnce, cancellationToken)));
    }

    /// <summary>Whether any device was answered so.</summary>
    public bool WasAnswered(HttpStatusCode status) => Devices.Any(device => device.Counts.Statuses.ContainsKey(status));

    /// <summary>When the first request ended that began after that and was acknowledged; <see langword="null"/> when there is none.</summary>
    public long? FirstAcknowledgedAfter(long timestamp) =>
        Devices.SelectMany(device => device.Counts.Acknowledgements).Where(one => one.Begun >= timestamp).Min(one => (long?)one.Ended);

    public void Dispose()
    {
        foreach (var device in Devices)
            device.Dispose();
        http.Dispose();
        handler.Dispose();
    }

    private async Task CommissionAsync(IProvisioning provisioning, FaultDevice device, CancellationToken cancellationToken)
    {
        await provisioning.EnsureSiteAsync(device.OrganisationId, new(device.SiteId, "Site", "Street", "Europe/Zurich"), cancellationToken);
        var serial = $"CL-{device.Id:N}"[..24];
        await provisioning.ClaimDeviceAsync(device.OrganisationId, new(device.Id, device.SiteId, serial, "C-04A-WL-080A-CS"), Code, cancellationToken);
        using var enrolled = await http.PostAsJsonAsync(
            new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(serial, Code, device.Key.PublicKey), cancellationToken);
        enrolled.EnsureSuccessStatusCode();
        var model = new SiteModel
        {
            Circuits = [new CircuitModel(Guid.CreateVersion7(), "Grid", null, 400, device.SourceIds[0])],
            Meters = [.. device.SourceIds.Select((source, index) => new MeterModel(source, $"Meter {index}", index == 0 ? MeterKind.Grid : MeterKind.Circuit))],
            Stations = [],
        };
        using var client = await device.ClientAsync(cancellationToken);
        using var reported = await client.PutAsync(
            new Uri("/api/v1/device/site-model", UriKind.Relative), JsonContent.Create(model, ContractsJson.Default.SiteModel), cancellationToken);
        reported.EnsureSuccessStatusCode();
    }
}
