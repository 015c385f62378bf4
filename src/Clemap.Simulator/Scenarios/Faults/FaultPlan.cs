using Clemap.Simulator.Physics;
using Clemap.Simulator.Scenarios.Format;

namespace Clemap.Simulator.Scenarios.Faults;

/// <summary>One fault with its moments.</summary>
/// <param name="Circuit">Place of the circuit whose meter it is about.</param>
/// <param name="Station">Place of the station it is about.</param>
/// <param name="Until">Exclusive.</param>
internal readonly record struct Fault(FaultKind Kind, int Circuit, int Station, long From, long Until)
{
    public bool IsOn(long now) => now >= From && now < Until;
}

/// <summary>All faults of a run, those of a rate drawn from the seed.</summary>
internal static class FaultPlan
{
    private const int Stream = 5_000;
    private const int SilentSeconds = 10;
    private const double YearSeconds = 365.25 * 86_400;

    /// <param name="moment">Turns a time of the file into Unix seconds.</param>
    /// <param name="metered">Places of the circuits with a meter; the first is the grid connection.</param>
    public static Fault[] Of(
        Scenario scenario, Chance chance, long from, long until, Func<TimeSpan, long> moment, Func<string, int> circuit, Func<string, int> station, int[] metered, int stations)
    {
        var faults = new List<Fault>();
        for (var i = 0; i < scenario.Faults.Count; i++)
        {
            var fault = scenario.Faults[i];
            if (fault.From is { } start)
            {
                Add(fault, moment(start), fault.Circuit is { } name ? circuit(name) : metered[0], fault.Station is { } named ? station(named) : 0);
                continue;
            }

            var (stream, at) = (Stream + 4 * i, (double)from);
            for (var n = 0L; ; n++)
            {
                at -= Math.Log(1 - chance.Unit(stream, n)) * YearSeconds / fault.PerYear!.Value;
                if (at >= until) break;
                Add(fault, (long)at,
                    fault.Circuit is { } name ? circuit(name) : metered[(int)(chance.Unit(stream + 1, n) * metered.Length)],
                    fault.Station is { } named ? station(named) : (int)(chance.Unit(stream + 2, n) * stations));
            }
        }

        return [.. faults.OrderBy(fault => fault.From)];

        void Add(ScenarioFault fault, long begins, int circuitPlace, int stationPlace)
        {
            faults.Add(new Fault(fault.Kind, circuitPlace, stationPlace, begins, begins + fault.ForSeconds));
            if (fault.Kind == FaultKind.StationReboots)
                faults.Add(new Fault(FaultKind.StationLost, circuitPlace, stationPlace, begins, begins + Math.Min(SilentSeconds, fault.ForSeconds)));
        }
    }
}
