using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>
/// Alfen Eve on the NG9xx platform: unit 1 is the socket, unit 200 the station. A set point is a float, written whole by function 16, and
/// valid for a time; then the safe current of the commissioning is in force. Values that it does not measure read as not-a-number.
/// </summary>
internal sealed class AlfenNg9xx : IStationTwin
{
    public const byte SocketUnit = 1;
    public const byte StationUnit = 200;
    public const int ValidTimeS = 60;

    private const double PilotMinimumA = 6;

    private readonly TimeProvider _time;
    private readonly SilenceTimer _setPoint;
    private readonly long _startedAt;
    private double _setPointA = double.NaN;

    public AlfenNg9xx(ChargingPoint point, TimeProvider time)
    {
        Point = point;
        _time = time;
        _setPoint = new SilenceTimer(time);
        _startedAt = time.GetTimestamp();
        ModbusUnits = new Dictionary<byte, IModbusUnit> { [point.Station.Unit ?? SocketUnit] = Socket(), [StationUnit] = Station() };
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    /// <summary>Two masters at most; an idle connection is closed after a minute.</summary>
    public ModbusServerLimits ModbusLimits { get; } = new(2, TimeSpan.FromSeconds(60));

    private double RemainingS => double.IsNaN(_setPointA) ? 0 : Math.Max(0, ValidTimeS - _setPoint.Seconds);

    private string Mode3State => Point switch
    {
        { Car: null } => "A",
        { Charging: true } => "C2",
        { OfferedA: 0 } => "B1",
        _ => "B2",
    };

    public void Tick()
    {
        var allowedA = RemainingS > 0 ? _setPointA : Point.Station.FallbackA;
        Point.OfferedA = allowedA < PilotMinimumA ? 0 : Math.Min(allowedA, Point.MaximumA);
    }

    private RegisterMap Socket()
    {
        var map = new RegisterMap(RegisterTable.Holding, WriteFunction.Single | WriteFunction.Multiple);
        map.Add(300, 1, words => words[0] = 3);
        for (ushort reserved = 301; reserved < 305; reserved++) map.Add(reserved, 1, words => words[0] = 0xFFFF);
        map.Add(305, 1, words => words[0] = 0);
        Phases(map, 306, phase => Point.VoltageV[phase]);
        Phases(map, 312, _ => double.NaN);
        Float(map, 318, () => 0);
        Phases(map, 320, phase => Point.CurrentA[phase]);
        Float(map, 326, () => Point.CurrentA.Sum);
        Phases(map, 328, phase => Point.CurrentA[phase] > 0 ? ChargingPoint.PowerFactor : double.NaN);
        Float(map, 334, () => Point.Charging ? ChargingPoint.PowerFactor : double.NaN);
        Float(map, 336, () => 50);
        Phases(map, 338, phase => Point.PowerW[phase]);
        Float(map, 344, () => Point.PowerW.Sum);
        Phases(map, 346, phase => Point.PowerW[phase] / ChargingPoint.PowerFactor);
        Float(map, 352, () => Point.PowerW.Sum / ChargingPoint.PowerFactor);
        Phases(map, 354, phase => Point.ReactiveVar[phase]);
        Float(map, 360, () => Point.ReactiveVar.Sum);
        for (var phase = 0; phase < 3; phase++)
        {
            var terminal = phase;
            Energy(map, 362 + 4 * phase, () => Point.Energy.ImportPhaseWh(terminal));
            Energy(map, 378 + 4 * phase, () => Point.Energy.ExportPhaseWh(terminal));
        }

        Energy(map, 374, () => Point.Energy.ImportExactWh);
        Energy(map, 390, () => Point.Energy.ExportExactWh);
        map.Add(1200, 1, words => words[0] = 1);
        map.Add(1201, 5, words => Words.PutText(words, Mode3State));
        Float(map, 1206, () => Point.OfferedA);
        map.Add(1208, 2, words => Words.PutUInt32(words, RemainingS));
        map.Add(1210, 2, words => Words.PutSingle(words, _setPointA), WriteSetPoint, WriteFunction.Multiple);
        Float(map, 1212, () => Point.Station.FallbackA);
        map.Add(1214, 1, words => words[0] = RemainingS > 0 ? (ushort)1 : (ushort)0);
        map.Add(1215, 1, words => words[0] = (ushort)Point.ActivePhases, WritePhases);
        return map;
    }

    private RegisterMap Station()
    {
        var map = new RegisterMap(RegisterTable.Holding, WriteFunction.Multiple);
        map.Add(100, 17, words => Words.PutText(words, Point.Station.Name));
        map.Add(117, 5, words => Words.PutText(words, "Alfen NV"));
        map.Add(122, 1, words => words[0] = 1);
        map.Add(123, 17, words => Words.PutText(words, "6.5.0"));
        map.Add(140, 17, words => Words.PutText(words, "NG910"));
        map.Add(157, 11, words => Words.PutText(words, FormattableString.Invariant($"ACE{100_000 + Point.Index}")));
        map.Add(174, 4, words => Words.PutUInt64(words, (ulong)_time.GetElapsedTime(_startedAt).TotalMilliseconds));
        Float(map, 1100, () => Point.MaximumA);
        Float(map, 1102, () => 24);
        map.Add(1104, 1, words => words[0] = 1);
        map.Add(1105, 1, words => words[0] = 1);
        return map;
    }

    private ModbusFault WriteSetPoint(ReadOnlySpan<ushort> words)
    {
        var valueA = Words.Single(words);
        if (!float.IsFinite(valueA) || valueA < 0) return ModbusFault.IllegalDataValue;
        _setPointA = valueA;
        _setPoint.Restart();
        return ModbusFault.None;
    }

    private ModbusFault WritePhases(ReadOnlySpan<ushort> words)
    {
        if (words[0] is not (1 or 3) || words[0] > Point.Phases) return ModbusFault.IllegalDataValue;
        Point.ActivePhases = words[0];
        return ModbusFault.None;
    }

    private static void Float(RegisterMap map, int address, Func<double> value) =>
        map.Add((ushort)address, 2, words => Words.PutSingle(words, value()));

    private static void Phases(RegisterMap map, int address, Func<int, double> value)
    {
        for (var phase = 0; phase < 3; phase++)
        {
            var terminal = phase;
            Float(map, address + 2 * phase, () => value(terminal));
        }
    }

    private static void Energy(RegisterMap map, int address, Func<double> valueWh) =>
        map.Add((ushort)address, 4, words => Words.PutDouble(words, valueWh()));
}
