using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>A heat pump on three phases that runs longer the colder it is; it may be locked at hours of the day.</summary>
/// <param name="currentA">While it runs, A per phase.</param>
/// <param name="cycleMinutes">From one start to the next.</param>
/// <param name="locked">Hours of the local day in which it must not run.</param>
internal sealed class HeatPumpLoad(
    double currentA, double cycleMinutes, IReadOnlyList<(int FromSecond, int UntilSecond)> locked, LocalTime time, Chance chance, int stream) : ILoad
{
    private const double HeatingLimitC = 16;
    private const double ColdestC = -8;

    private readonly long _cycle = (long)(cycleMinutes * 60);

    public double WorstA => currentA;

    public long Add(long now, Span<double> phaseA)
    {
        var cycle = now / _cycle;
        var start = cycle * _cycle;
        var outdoorC = 9.5 - 9.5 * Math.Cos(2 * Math.PI * (start / 86_400.0 - 15) / 365.25) + chance.Between(stream, cycle / 36, -5, 5);
        var share = Math.Clamp((HeatingLimitC - outdoorC) / (HeatingLimitC - ColdestC), 0.05, 1);
        var stops = start + (long)(share * _cycle);
        var next = now < stops ? stops : start + _cycle;

        var local = time.Of(now);
        var second = (int)(local % LocalTime.DaySeconds);
        var runs = now < stops;
        foreach (var (from, until) in locked)
        {
            if (second >= from && second < until) runs = false;
            if (second < from) next = Math.Min(next, now + from - second);
            else if (second < until) next = Math.Min(next, now + until - second);
        }

        for (var phase = 0; runs && phase < 3; phase++) phaseA[phase] += currentA;
        // The clocks may change before a lock begins; nobody looks further ahead than a quarter of an hour.
        return Math.Min(next, now - now % 900 + 900);
    }
}
