using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Stations;

/// <summary>The kinds of station that can be simulated, by the names that a site's configuration uses.</summary>
/// <param name="StepA">The smallest step of its set point; absent when it takes any value.</param>
/// <param name="PilotMinimumA">Below it there is no pilot signal for the car.</param>
internal sealed record StationModel(
    string Name, double? StepA, double PilotMinimumA, bool Switched, Func<ChargingPoint, TimeProvider, IStationTwin> CreateTwin)
{
    private static readonly Dictionary<string, StationModel> All = new StationModel[]
    {
        new("keba-p30", 0.001, 6, false, (point, time) => new KebaP30(point, time)),
        new("alfen-ng9xx", 0.1, 6, false, (point, time) => new AlfenNg9xx(point, time)),
        new("webasto-next", 1, 6, false, (point, time) => new WebastoNext(point, time)),
        new("goe-http-v2", 1, 6, false, (point, _) => new GoeHttpV2(point)),
        new("evtec-bidipro", null, 1, false, (point, time) => new EvtecBidipro(point, time)),
        new("modbus-relay", null, 6, true, (point, time) => new ModbusRelay(point, time)),
    }.ToDictionary(model => model.Name);

    public static IEnumerable<string> Names => All.Keys;

    /// <exception cref="KeyNotFoundException">The name was not checked when the configuration was read.</exception>
    public static StationModel Named(string name) => All[name];

    public static bool Exists(string name) => All.ContainsKey(name);
}
