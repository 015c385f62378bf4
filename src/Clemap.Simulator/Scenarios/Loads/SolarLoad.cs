using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>A roof: what it produces is a negative load. Clouds either drift, or pass with sharp edges.</summary>
internal sealed class SolarLoad(double peakW, int phases, bool sharpClouds, Chance chance, int stream, int slotSeconds) : ILoad
{
    private const double NominalV = 230;
    private const int EdgePeriodSeconds = 150;
    private const double UnderCloud = 0.25;

    public double WorstA => 0;

    public long Add(long now, Span<double> phaseA)
    {
        var slot = now - now % slotSeconds;
        var clear = Sun.ClearSkyShare(slot);
        if (clear == 0) return slot + slotSeconds;
        var share = clear * (sharpClouds ? Passing(now) : Drifting(slot));
        for (var phase = 0; phase < phases; phase++) phaseA[phase] -= peakW * share / (NominalV * phases);
        return sharpClouds ? Math.Min(slot + slotSeconds, EdgeAfter(now)) : slot + slotSeconds;
    }

    private double Drifting(long slot)
    {
        var weather = 0.15 + 0.85 * chance.Smooth(stream, slot, 40 * 3600);
        return weather * (1 - (1 - weather) * chance.Smooth(stream + 1, slot, 240));
    }

    /// <summary>Each period has one edge at a second of its own; sun and cloud change places there.</summary>
    private double Passing(long now)
    {
        var period = now / EdgePeriodSeconds;
        var after = now >= EdgeIn(period);
        return (period + (after ? 1 : 0)) % 2 == 0 ? 1 : UnderCloud;
    }

    private long EdgeIn(long period) => period * EdgePeriodSeconds + (long)(chance.Unit(stream + 2, period) * EdgePeriodSeconds);

    private long EdgeAfter(long now)
    {
        var period = now / EdgePeriodSeconds;
        return EdgeIn(period) > now ? EdgeIn(period) : EdgeIn(period + 1);
    }
}
