using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>
/// A station made from the facts of its maker's interface and what its registers mean. It was commissioned so that its fallback is in force until a
/// controller writes; what the facts leave open is decided in <c>meanings.json</c>.
/// </summary>
internal sealed class GeneratedModbusTwin : IStationTwin
{
    private readonly StationQuantities _quantities;
    private readonly StationControl _control;
    private readonly Failsafe _failsafe;
    private readonly Dictionary<string, double> _settings = [];
    private readonly double _pilotMinimumA;

    /// <exception cref="InvalidOperationException">A register has no meaning.</exception>
    public GeneratedModbusTwin(ReferenceDevice device, ChargingPoint point, TimeProvider time)
    {
        Point = point;
        var model = ProtocolReference.Meanings.Of(device);
        _pilotMinimumA = model.DirectCurrent ? 0 : 6;
        _quantities = new StationQuantities(point, time);
        _control = new StationControl(point, model, _settings);
        _failsafe = new Failsafe(device.Failsafe, model, _settings, time);
        var registers = new StationRegisters(device, point, _quantities, _control, _failsafe, _settings).All();
        var unit = new GeneratedUnit(registers, model.OneValuePerRequest, model.BlockSize, _failsafe.Requested);
        var id = point.Station.Unit ?? device.UnitId ?? 1;
        ModbusUnits = (model.AnyUnit ? Enumerable.Range(0, 256).Select(any => (byte)any) : [id]).ToDictionary(any => any, _ => (IModbusUnit)unit);
        var generous = ModbusServerLimits.Generous;
        ModbusLimits = new ModbusServerLimits(
            model.MaximumClients ?? generous.MaximumClients, model.IdleS is { } idleS ? TimeSpan.FromSeconds(idleS) : generous.IdleTimeout);
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }
    public ModbusServerLimits ModbusLimits { get; }

    public void Connected(int clients) => _failsafe.Connected(clients);

    public void Tick()
    {
        _quantities.PowerOn();
        Point.ActivePhases = _control.Phases;
        var allowedA = _failsafe.Silent ? _control.FallbackA : _control.LimitA;
        var minimumA = Math.Max(_pilotMinimumA, _settings.GetValueOrDefault("minCurrent"));
        Point.OfferedA = _control.Stopped || allowedA < minimumA ? 0 : Math.Min(allowedA, Point.MaximumA);
        // A station takes its life bit down again to see whether the controller sets it once more.
        if (_settings.ContainsKey("heartbeat")) _settings["heartbeat"] = 0;
    }
}
