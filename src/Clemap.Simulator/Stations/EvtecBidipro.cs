using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>
/// EVTEC BiDiPro, a DC station: unit 1, objects of 100 registers that a request may not cross, writes by function 16, the limit in watts.
/// Any request keeps it listening; after the failsafe time without one its fallback power is in force.
/// </summary>
internal sealed class EvtecBidipro : IStationTwin
{
    public const byte DefaultUnit = 1;
    public const int CommissionedTimeoutS = 60;

    private const double NominalV = 230;
    private const double HighestV = 253;
    private const double BatteryV = 400;

    private readonly SilenceTimer _requests;
    private int _limitW;
    private int _failsafeW;
    private int _failsafeTimeoutS = CommissionedTimeoutS;

    public EvtecBidipro(ChargingPoint point, TimeProvider time)
    {
        Point = point;
        _requests = new SilenceTimer(time);
        _failsafeW = (int)(point.Station.FallbackA * NominalV * point.Phases);
        _limitW = _failsafeW;
        ModbusUnits = new Dictionary<byte, IModbusUnit> { [point.Station.Unit ?? DefaultUnit] = Registers() };
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    private double HighestW => Point.MaximumA * Point.Phases * HighestV;

    private int State => Point switch
    {
        { Car: null } => 1,
        { Charging: true } => 7,
        { Car.Full: true } => 11,
        { OfferedA: 0 } => 10,
        _ => 5,
    };

    public void Tick()
    {
        var allowedW = _requests.Seconds > _failsafeTimeoutS ? _failsafeW : _limitW;
        var voltageV = Point.VoltageV.Sum / Point.Phases;
        Point.OfferedA = Math.Clamp(allowedW / ((voltageV > 0 ? voltageV : NominalV) * Point.Phases), 0, Point.MaximumA);
    }

    private RegisterMap Registers()
    {
        var map = new RegisterMap(RegisterTable.Holding, WriteFunction.Multiple) { BlockSize = 100, Requested = _requests.Restart };
        map.Add(0, 16, words => Words.PutText(words, "2.4.1"));
        map.Add(16, 10, words => Words.PutText(words, FormattableString.Invariant($"EV{400_000 + Point.Index}")));
        map.Add(26, 10, words => Words.PutText(words, "BiDiPro 10"));
        Integer(map, 36, () => 1);
        map.Add(38, 2, words => Words.PutInt32(words, _failsafeW), words => Take(words, w => w >= 0 && w <= HighestW, w => _failsafeW = w));
        Integer(map, 40, () => 1);
        map.Add(42, 2, words => Words.PutInt32(words, _failsafeTimeoutS), words => Take(words, s => s is > 0 and <= 600, s => _failsafeTimeoutS = s));
        Integer(map, 100, () => State);
        Integer(map, 102, () => Point.Session is null ? 0 : 1);
        Integer(map, 104, () => 1);
        Float(map, 106, () => Point.Car is null ? 0 : BatteryV);
        Float(map, 108, () => Point.PowerW.Sum / BatteryV);
        Float(map, 110, () => Point.PowerW.Sum);
        Integer(map, 112, () => (Point.Car?.StateOfCharge ?? 0) * 1000);
        Integer(map, 114, () => 1);
        Float(map, 118, () => Point.SessionWh);
        Float(map, 120, () => 0);
        Float(map, 130, () => HighestW);
        Float(map, 138, () => 0);
        Float(map, 146, () => Point.PowerW.Sum);
        map.Add(154, 4, words => Words.PutUInt64(words, 0));
        Float(map, 158, () => Point.Car?.Model.CapacityWh ?? 0);
        map.Add(176, 10, words => Words.PutText(words, Point.Car is null ? "" : "02FFA1B2C3D8"));
        // Nothing here offers discharge, so a negative set point is outside the offered limits.
        map.Add(186, 2, words => Words.PutInt32(words, _limitW), words => Take(words, w => w >= 0 && w <= HighestW, w => _limitW = w));
        // As on the model that was tested elsewhere: it is taken and has no effect.
        map.Add(188, 2, words => Words.PutInt32(words, 0), words => Take(words, s => s is 0 or 1, _ => { }));
        return map;
    }

    private static ModbusFault Take(ReadOnlySpan<ushort> words, Func<int, bool> allowed, Action<int> take)
    {
        var value = Words.Int32(words);
        if (!allowed(value)) return ModbusFault.IllegalDataValue;
        take(value);
        return ModbusFault.None;
    }

    private static void Integer(RegisterMap map, ushort address, Func<double> value) =>
        map.Add(address, 2, words => Words.PutInt32(words, value()));

    private static void Float(RegisterMap map, ushort address, Func<double> value) =>
        map.Add(address, 2, words => Words.PutSingle(words, value()));
}
