namespace Clemap.Simulator.Physics;

/// <summary>A three-phase inverter under clouds that pass.</summary>
internal sealed class Photovoltaics(double peakW, Chance chance)
{
    private const int DayStream = 201;
    private const int CloudStream = 202;
    private const double StandbyBelowW = 60;

    public double PowerW(long unixSeconds)
    {
        var clear = Sun.ClearSkyShare(unixSeconds);
        if (clear == 0) return 0;
        var weather = 0.15 + 0.85 * chance.Smooth(DayStream, unixSeconds, 40 * 3600);
        var clouds = 1 - (1 - weather) * chance.Smooth(CloudStream, unixSeconds, 240);
        var powerW = peakW * clear * weather * clouds;
        return powerW < StandbyBelowW ? 0 : powerW;
    }
}
