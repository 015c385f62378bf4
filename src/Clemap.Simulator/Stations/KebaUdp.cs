using System.Globalization;
using System.Text.Json.Nodes;
using Clemap.Simulator.Modbus;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;

namespace Clemap.Simulator.Stations;

/// <summary>
/// KEBA with its text commands over UDP: reports in JSON, currents in mA, energies in 0.1 Wh. After the failsafe time without a command that sets
/// something, the failsafe current is in force.
/// </summary>
internal sealed class KebaUdp(ChargingPoint point, TimeProvider time) : IStationTwin, ITextService
{
    public const int CommissionedTimeoutS = 30;

    private const string Done = "TCH-OK :done";
    private const string Refused = "TCH-ERR";

    private readonly SilenceTimer _commands = new(time);
    private int _limitMa = (int)(point.Station.FallbackA * 1000);
    private int _failsafeMa = (int)(point.Station.FallbackA * 1000);
    private int _failsafeTimeoutS = CommissionedTimeoutS;
    private bool _enabled = true;
    private (int Ma, DateTimeOffset At)? _later;

    public ChargingPoint Point => point;
    public IReadOnlyDictionary<byte, IModbusUnit> ModbusUnits { get; } = new Dictionary<byte, IModbusUnit>();

    private int ChargingState => point switch
    {
        { Car: null } => 1,
        { Charging: true } => 3,
        { OfferedA: 0 } => 5,
        _ => 2,
    };

    public void Tick()
    {
        if (_later is { } later && time.GetUtcNow() >= later.At) (_limitMa, _later) = (later.Ma, null);
        var silent = _failsafeTimeoutS > 0 && _commands.Seconds > _failsafeTimeoutS;
        var allowedA = (silent ? _failsafeMa : _limitMa) / 1000.0;
        point.OfferedA = _enabled && allowedA >= 6 ? Math.Min(allowedA, point.MaximumA) : 0;
    }

    public string? Serve(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["i"] => $"\"Firmware\":\"{Version}\"",
            ["report", "1"] => Product().ToJsonString(),
            ["report", "2"] => Setting().ToJsonString(),
            ["report", "3"] => Measured().ToJsonString(),
            ["report", "100"] => SessionReport().ToJsonString(),
            ["curr", var ma] => Take(Number(ma) is 0 or >= 6000 and <= 63_000, () => _limitMa = Number(ma)),
            ["currtime", var ma, var s] => Take(
                Number(ma) is 0 or >= 6000 and <= 63_000 && Number(s) >= 0,
                () => _later = (Number(ma), time.GetUtcNow().AddSeconds(Number(s)))),
            ["ena", "0" or "1"] => Take(true, () => _enabled = words[1] == "1"),
            ["failsafe", var s, var ma, "0" or "1"] => Take(
                Number(s) is 0 or >= 10 and <= 600 && Number(ma) is 0 or >= 6000 and <= 63_000,
                () => (_failsafeTimeoutS, _failsafeMa) = (Number(s), Number(ma))),
            ["start" or "stop", _] or ["display", ..] => Take(true, () => { }),
            _ => Refused,
        };
    }

    private static string Version => "P30 v 3.10.42 (simulated)";

    private string Take(bool allowed, Action take)
    {
        if (!allowed) return Refused;
        take();
        _commands.Restart();
        return Done;
    }

    private static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private JsonObject Product() => new()
    {
        ["ID"] = "1",
        ["Product"] = "KC-P30-SIMULATED",
        ["Serial"] = FormattableString.Invariant($"{21_000_000 + point.Index}"),
        ["Firmware"] = Version,
    };

    private JsonObject Setting() => new()
    {
        ["ID"] = "2",
        ["State"] = ChargingState,
        ["Error1"] = 0,
        ["Error2"] = 0,
        ["Plug"] = point.Car is null ? 1 : 7,
        ["Enable sys"] = point.OfferedA > 0 ? 1 : 0,
        ["Enable user"] = _enabled ? 1 : 0,
        ["Max curr"] = (int)(point.OfferedA * 1000),
        ["Curr HW"] = (int)(point.MaximumA * 1000),
        ["Curr user"] = _limitMa,
        ["Curr FS"] = _failsafeMa,
        ["Tmo FS"] = _failsafeTimeoutS,
    };

    private JsonObject Measured()
    {
        var report = new JsonObject { ["ID"] = "3" };
        for (var phase = 0; phase < 3; phase++)
        {
            report[$"U{phase + 1}"] = (int)Math.Round(point.VoltageV[phase]);
            report[$"I{phase + 1}"] = (int)(point.CurrentA[phase] * 1000);
        }

        report["P"] = (long)(point.PowerW.Sum * 1000);
        report["PF"] = point.Charging ? (int)(ChargingPoint.PowerFactor * 1000) : 0;
        report["E pres"] = (long)(point.SessionWh * 10);
        report["E total"] = (long)(point.Energy.ImportExactWh * 10);
        return report;
    }

    private JsonObject SessionReport() => new()
    {
        ["ID"] = "100",
        ["RFID tag"] = point.Car is null ? "" : point.Station.Card ?? "",
        ["E pres"] = (long)(point.SessionWh * 10),
    };
}
