using System.Globalization;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>
/// KEBA KeContact P30: Modbus TCP, unit 255, one value a request; reads are 32 bit by function 3, writes 16 bit by function 6. After a time
/// without a write the current falls to the failsafe current, 0 of which is a pause. This one was commissioned with both stored.
/// </summary>
internal sealed class KebaP30 : IStationTwin
{
    public const byte DefaultUnit = 255;
    public const int CommissionedTimeoutS = 30;

    private readonly SilenceTimer _writes;
    private double _limitA;
    private bool _enabled = true;
    private double _failsafeA;
    private int _failsafeTimeoutS = CommissionedTimeoutS;

    public KebaP30(ChargingPoint point, TimeProvider time)
    {
        Point = point;
        _writes = new SilenceTimer(time);
        _limitA = _failsafeA = point.Station.FallbackA;
        var map = new RegisterMap(RegisterTable.Holding, WriteFunction.Single, oneValuePerRequest: true) { Written = _writes.Restart };
        Read(map, 1000, () => State);
        Read(map, 1004, () => point.Car is null ? 1 : 7);
        Read(map, 1006, () => 0);
        for (var phase = 0; phase < 3; phase++)
        {
            var terminal = phase;
            Read(map, 1008 + 2 * phase, () => point.CurrentA[terminal] * 1000);
            Read(map, 1040 + 2 * phase, () => Math.Round(point.VoltageV[terminal]));
        }

        Read(map, 1014, () => 21_000_000 + point.Index);
        Read(map, 1016, () => 314_011);
        Read(map, 1018, () => 0x030A_2A00);
        Read(map, 1020, () => point.PowerW.Sum * 1000);
        Read(map, 1036, () => point.Energy.ImportExactWh * 10);
        Read(map, 1046, () => point.Charging ? ChargingPoint.PowerFactor * 1000 : 0);
        Read(map, 1100, () => point.OfferedA * 1000);
        Read(map, 1110, () => point.MaximumA * 1000);
        Read(map, 1500, () => point.Car is null ? 0 : CardNumber(point.Station.Card));
        Read(map, 1502, () => point.SessionWh * 10);
        Read(map, 1550, () => 0);
        Read(map, 1552, () => point.Phases == 1 ? 0 : 1);
        Read(map, 1600, () => _failsafeA * 1000);
        Read(map, 1602, () => _failsafeTimeoutS);
        Write(map, 5004, raw => raw is >= 6000 and <= 63_000, raw => _limitA = raw / 1000.0);
        Write(map, 5014, raw => raw <= 1, raw => _enabled = raw == 1);
        Write(map, 5016, raw => raw is 0 or >= 6000 and <= 63_000, raw => _failsafeA = raw / 1000.0);
        Write(map, 5018, _ => true, raw => _failsafeTimeoutS = raw);
        Write(map, 5020, raw => raw <= 1, _ => { });
        ModbusUnits = new Dictionary<byte, IModbusUnit> { [point.Station.Unit ?? DefaultUnit] = map };
    }

    public ChargingPoint Point { get; }
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; }

    private bool Silent => _failsafeTimeoutS > 0 && _writes.Seconds > _failsafeTimeoutS;

    private int State => Point switch
    {
        { Car: null } => 1,
        { Charging: true } => 3,
        { OfferedA: 0 } => 5,
        _ => 2,
    };

    public void Tick()
    {
        var allowedA = Silent ? _failsafeA : _limitA;
        Point.OfferedA = _enabled ? Math.Min(allowedA, Point.MaximumA) : 0;
    }

    /// <summary>The station keeps the first four bytes of a card.</summary>
    private static double CardNumber(string? card) => card is { Length: >= 8 }
        && uint.TryParse(card.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static void Read(RegisterMap map, int address, Func<double> value) =>
        map.Add((ushort)address, 2, words => Words.PutUInt32(words, value()));

    private static void Write(RegisterMap map, ushort address, Func<ushort, bool> allowed, Action<ushort> take) =>
        map.Add(address, 1, null, words =>
        {
            if (!allowed(words[0])) return ModbusFault.IllegalDataValue;
            take(words[0]);
            return ModbusFault.None;
        });
}
