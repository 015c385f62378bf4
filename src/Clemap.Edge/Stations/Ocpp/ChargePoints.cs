using Clemap.Edge.Configuration;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>The devices that may connect, by identity.</summary>
internal sealed class ChargePoints
{
    private readonly Dictionary<string, ChargePoint> devices;
    private readonly TimeProvider time;

    public ChargePoints(EdgeConfiguration configuration, EdgeDatabase database, TimeProvider time, ILogger log)
    {
        this.time = time;
        var stores = new OcppStores(new TransactionStore(database, time), new WaitingStore(database));
        devices = configuration.Stations.Where(station => station.Ocpp is not null).GroupBy(station => station.Ocpp!.Identity).ToDictionary(
            device => device.Key,
            device => new ChargePoint(
                device.Key, configuration.Ocpp!, configuration.Cloud?.Proxy?.ToWebProxy(),
                [.. device.Select(station => new Connector(station.Ocpp!.Connector, station.Phases, time))], stores, time, log));
    }

    public ChargePoint? Find(string identity) => devices.GetValueOrDefault(identity);

    public OcppStation Station(StationConfiguration station, SupplyVoltage supply)
    {
        var device = devices[station.Ocpp!.Identity];
        return new OcppStation(device, device.Connector(station.Ocpp.Connector)!, station, supply, time);
    }
}
