using System.Net.WebSockets;
using Clemap.Contracts.Sites;
using Clemap.Edge;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.Modbus;
using Clemap.Edge.Tests.Stations.Ocpp;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clemap.Wire.Tests.Links;

/// <summary>
/// A whole controller with a Modbus meter at the fuse, a station that speaks OCPP 1.6J and one that speaks Modbus TCP; cars take all that their station lets
/// them. The meter and the OCPP station are behind links that can be disturbed. Everything runs by the machine's clock.
/// </summary>
internal sealed class OcppSite : IAsyncDisposable
{
    public const double FallbackA = 6;

    private const string Identity = "CP-1";
    private const ushort LimitRegister = 5004;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly string folder = Directory.CreateTempSubdirectory("clemap-ocpp-").FullName;
    private readonly CancellationTokenSource stop = new();
    private readonly RegisterServer meter = new();
    private readonly RegisterServer modbus = new();
    private readonly FaultyTcpLink meterLink;
    private WebApplication? edge;
    private FaultyTcpLink? stationLink;
    // Without a profile it lets a car take as much as its fallback.
    private readonly TestChargePoint station = new(0, Identity, TimeProvider.System) { HardwareA = FallbackA, EndsAtRubbish = true };
    private Task charging = Task.CompletedTask, physics = Task.CompletedTask;
    private double baseA = 5;
    private readonly Lock gate = new();

    private OcppSite(double fuseA)
    {
        FuseA = fuseA;
        meterLink = new FaultyTcpLink(meter.Port);
        modbus.Set(1000, 3);
        foreach (ushort address in (ushort[])[1008, 1010, 1012, LimitRegister])
            modbus.Set(address, 0);
        foreach (ushort address in (ushort[])[1024, 1028, 1032, 1036])
            modbus.SetUInt32(address, 0);
        modbus.SetText(1600, 10, "");
        modbus.Written = write =>
        {
            foreach (ushort address in write.Address == LimitRegister ? (ushort[])[1008, 1010, 1012] : [])
                modbus.Set(address, (ushort)(write.Words[0] * 1000));
        };
        for (ushort address = 19000; address < 19078; address += 2)
            meter.SetFloat(address, 0);
        meter.Reading = (_, _) => Show();
    }

    public double FuseA { get; }

    public IFaultyLink MeterLink => meterLink;
    public IFaultyLink StationLink => stationLink!;

    /// <summary>What the house takes beside the cars, on each phase.</summary>
    public double BaseA
    {
        get => Volatile.Read(ref baseA);
        set => Volatile.Write(ref baseA, value);
    }

    /// <summary>What the OCPP station lets its car take by the profiles in it, connected or not.</summary>
    public double OcppA => station.Limit();

    public double ModbusA => modbus.Get(1008) / 1000.0;

    /// <summary>The most that flowed on a phase at any moment since the start, and of what it was made up.</summary>
    public (double FlowA, string Of) Highest { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<OcppSite> StartAsync(double fuseA)
    {
        var site = new OcppSite(fuseA);
        site.edge = EdgeHost.Build(site.Configuration(), TimeProvider.System);
        site.physics = site.FlowAsync();
        await site.edge.StartAsync(Stop);
        site.stationLink = new FaultyTcpLink(site.edge.Services.GetServices<IHostedService>().OfType<OcppServer>().Single().Port);
        site.station.Port = site.stationLink.Port;
        site.charging = site.ChargeAsync();
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(charging, physics);
        await station.DisposeAsync();
        if (edge is not null)
        {
            await edge.StopAsync(CancellationToken.None);
            await edge.DisposeAsync();
        }
        foreach (var link in (IAsyncDisposable?[])[stationLink, meterLink, meter, modbus])
            if (link is not null)
                await link.DisposeAsync();
        stop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private EdgeConfiguration Configuration()
    {
        var (fuse, grid) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        StationConfiguration Station(string name, string model) => new()
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            CircuitId = fuse,
            Model = model,
            Phases = 3,
            Rotation = "123",
            MinimumA = 6,
            MaximumA = 16,
            FallbackA = FallbackA,
        };
        return new()
        {
            Serial = "CL-080-000001",
            DataDir = folder,
            LocalPort = 0,
            BaseLoadA = 10,
            Circuits = [new CircuitConfiguration(fuse, "Grid connection", FuseA, null, grid)],
            Meters = [new MeterConfiguration(grid, "Grid meter", MeterKind.Grid, "janitza-umg", "127.0.0.1", meterLink.Port, 1)],
            Ocpp = new OcppConfiguration { Port = 0, Address = "127.0.0.1" },
            Stations =
            [
                Station("OCPP", "ocpp-generic") with { Ocpp = new OcppStationConfiguration(Identity) },
                Station("Modbus", "webasto-next") with { Host = "127.0.0.1", Port = modbus.Port, Unit = 255 },
            ],
        };
    }

    /// <summary>The station as a device: it connects, tells what flows each second, and connects again when it was cut off.</summary>
    private async Task ChargeAsync()
    {
        bool isStarted = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var peer = await station.ConnectAsync();
                await station.BootAsync();
                await station.StatusAsync("Charging");
                if (!isStarted)
                    await station.StartAsync();
                isStarted = true;
                while (!peer.Running.IsCompleted)
                {
                    await station.CurrentAsync(OcppA, OcppA, OcppA).WaitAsync(stop.Token);
                    await Task.Delay(Again, stop.Token);
                }
            }
            catch (Exception cut) when (cut is WebSocketException or IOException or TimeoutException or OperationCanceledException && !Stop.IsCancellationRequested)
            {
                // As a device does: it waits and tries again.
            }
            await Task.Delay(Again, Stop);
        }
    }

    /// <summary>Looks again and again, so that no moment is missed.</summary>
    private async Task FlowAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            See();
            await Task.Delay(Tick, Stop);
        }
    }

    private double See()
    {
        var (ocppA, modbusA, baseA) = (OcppA, ModbusA, BaseA);
        lock (gate)
            if (ocppA + modbusA + baseA > Highest.FlowA)
                Highest = (ocppA + modbusA + baseA, $"OCPP {ocppA:0.0} A, Modbus {modbusA:0.0} A, the house {baseA:0.0} A");
        return ocppA + modbusA + baseA;
    }

    /// <summary>A meter shows what flows when it is asked.</summary>
    private void Show()
    {
        double flowA = See();
        foreach (ushort address in (ushort[])[19012, 19014, 19016])
            meter.SetFloat(address, flowA);
        foreach (ushort address in (ushort[])[19000, 19002, 19004])
            meter.SetFloat(address, 230);
        foreach (ushort address in (ushort[])[19020, 19022, 19024])
            meter.SetFloat(address, flowA * 230);
    }
}
