using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Live;

/// <summary>A station on the wire. When it reboots, its twin is made anew.</summary>
internal sealed class LiveStation
{
    private readonly TimeProvider _time;

    public LiveStation(ChargingPoint point, TimeProvider time)
    {
        (_time, Point) = (time, point);
        Twin = Create();
        Wire = new Wire(() => Twin.ModbusUnits, clients => Twin.Connected(clients));
    }

    public ChargingPoint Point { get; }
    public IStationTwin Twin { get; private set; }
    public Wire Wire { get; }

    public string Who => $"station {Point.Station.Name} ({Point.Station.Model})";

    public IRestService Rest => (IRestService)Twin;
    public ITextService Text => (ITextService)Twin;

    public void Reboot() => Twin = Create();

    private IStationTwin Create() => StationModel.Named(Point.Station.Model).CreateTwin(Point, _time);
}
