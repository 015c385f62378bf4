using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>
/// Webasto Next: Modbus TCP, unit 255, one value a request, whole ampere. The controller must set the life bit within the failsafe time,
/// the station takes it down again; otherwise the failsafe current is in force until the next life bit.
/// </summary>
internal sealed class WebastoNext : IStationTwin
{
    public const byte DefaultUnit = 255;
    public const int CommissionedTimeoutS = 60;

    private const double NominalV = 230;

    private readonly TimeProvider _time;
    private readonly SilenceTimer _lifeBit;
    private bool _lifeBitIsSet;
    private ushort _failsafeA;
    private ushort _failsafeTimeoutS = CommissionedTimeoutS;
    private double _limitA;
    private Session? _cancelled;
    private int _sessionS;

    public WebastoNext(ChargingPoint point, TimeProvider time)
    {
        Point = point;
        _time = time;
        _lifeBit = new SilenceTimer(time);
        _failsafeA = (ushort)point.Station.FallbackA;
        _limitA = _failsafeA;
        ModbusUnits = new Dictionary<byte, IModbusUnit> { [point.Station.Unit ?? DefaultUnit] = Registers() };
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    private bool Stopped => Point.Session is not null && _cancelled == Point.Session;

    private int State => Point switch
    {
        { Car: null } => 0,
        { Charging: true } => 3,
        _ when Stopped => 6,
        { OfferedA: 0 } => 4,
        { Car.Full: true } => 5,
        _ => 2,
    };

    public void Tick()
    {
        if (_lifeBitIsSet)
        {
            _lifeBitIsSet = false;
            _lifeBit.Restart();
        }

        var allowedA = _lifeBit.Seconds > _failsafeTimeoutS ? _failsafeA : _limitA;
        Point.OfferedA = Stopped || allowedA < 6 ? 0 : Math.Min(allowedA, Point.MaximumA);
        _sessionS = Point.Session is { } session ? (int)(_time.GetUtcNow().ToUnixTimeSeconds() - session.StartedAt) : 0;
    }

    private RegisterMap Registers()
    {
        var map = new RegisterMap(
            RegisterTable.Holding | RegisterTable.Input, WriteFunction.Single | WriteFunction.Multiple, oneValuePerRequest: true);
        Word(map, 1000, () => State);
        Word(map, 1001, () => Point.Charging ? 1 : 0);
        Word(map, 1002, () => 1);
        Word(map, 1004, () => Point.Car is null ? 0 : 3);
        Word(map, 1006, () => 0);
        for (var phase = 0; phase < 3; phase++)
        {
            var terminal = phase;
            Word(map, 1008 + 2 * phase, () => Point.CurrentA[terminal] * 1000);
            Long(map, 1024 + 4 * phase, () => Point.PowerW[terminal]);
        }

        Long(map, 1020, () => Point.PowerW.Sum);
        Long(map, 1036, () => Point.Energy.ImportExactWh);
        Word(map, 1100, () => Point.OfferedA);
        Word(map, 1102, () => 6);
        Word(map, 1104, () => Point.MaximumA);
        Word(map, 1106, () => 32);
        Word(map, 1108, () => Point.Car?.Model.MaximumA ?? 0);
        Word(map, 1200, () => 0);
        Word(map, 1300, () => 0);
        Word(map, 1502, () => Point.SessionWh);
        Long(map, 1504, () => Point.Session?.StartedAt ?? 0);
        Long(map, 1508, () => _sessionS);
        Long(map, 1512, () => 0);
        map.Add(1600, 10, words => Words.PutText(words, Point.Car is null ? "" : Point.Station.Card ?? ""));
        Word(map, 1620, () => 0);
        map.Add(2000, 1, words => words[0] = _failsafeA, words => Take(words[0], a => a is 0 or >= 6 and <= 32, a => _failsafeA = a),
            WriteFunction.Single);
        map.Add(2002, 1, words => words[0] = _failsafeTimeoutS, words => Take(words[0], s => s > 0, s => _failsafeTimeoutS = s),
            WriteFunction.Single);
        map.Add(5000, 2, null, WritePowerLimit, WriteFunction.Multiple);
        map.Add(5004, 1, null, words => Take(words[0], a => a <= 32, a => _limitA = a), WriteFunction.Single);
        map.Add(5006, 1, null, words => Take(words[0], c => c is 1 or 2, c => _cancelled = c == 2 ? Point.Session : null), WriteFunction.Single);
        map.Add(6000, 1, words => words[0] = _lifeBitIsSet ? (ushort)1 : (ushort)0, words => Take(words[0], b => b == 1, _ => _lifeBitIsSet = true),
            WriteFunction.Single);
        return map;
    }

    private ModbusFault WritePowerLimit(ReadOnlySpan<ushort> words)
    {
        _limitA = Math.Floor((uint)Words.Int32(words) / (NominalV * Point.Phases));
        return ModbusFault.None;
    }

    private static ModbusFault Take(ushort value, Func<ushort, bool> allowed, Action<ushort> take)
    {
        if (!allowed(value)) return ModbusFault.IllegalDataValue;
        take(value);
        return ModbusFault.None;
    }

    private static void Word(RegisterMap map, int address, Func<double> value) =>
        map.Add((ushort)address, 1, words => Words.PutUInt16(words, value()));

    private static void Long(RegisterMap map, int address, Func<double> value) =>
        map.Add((ushort)address, 2, words => Words.PutUInt32(words, value()));
}
