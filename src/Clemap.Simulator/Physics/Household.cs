using Clemap.Simulator.Configuration;

namespace Clemap.Simulator.Physics;

/// <summary>All flats and common rooms of the house: a daily curve, uneven over the phases, with ovens and kettles on top.</summary>
internal sealed class Household(HouseholdConfiguration house, TimeZoneInfo timeZone, Chance chance)
{
    private const int DriftStream = 100;
    private const int ApplianceStream = 110;
    private const int AppliancesPerPhase = 2;
    private const int ApplianceSlotS = 420;

    /// <summary>Power taken, W a phase of the grid.</summary>
    public PhaseValues PowerW(long unixSeconds)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), timeZone);
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var activity = Activity(local.TimeOfDay.TotalHours, weekend);
        var curveW = house.NightW + activity;
        var power = new PhaseValues();
        for (var phase = 0; phase < 3; phase++)
        {
            var drift = 0.75 + 0.5 * chance.Smooth(DriftStream + phase, unixSeconds, 180);
            power[phase] = curveW * house.PhaseShares[phase] * drift + AppliancesW(phase, unixSeconds, activity);
        }

        return power;
    }

    private double Activity(double hour, bool weekend) =>
        house.MorningPeakW * Bump(hour, weekend ? 9.3 : 6.9, weekend ? 1.6 : 0.9)
        + house.NoonPeakW * Bump(hour, 12.0, weekend ? 1.1 : 0.8)
        + house.EveningPeakW * Bump(hour, 19.2, 1.9);

    private static double Bump(double hour, double at, double widthHours)
    {
        var x = (hour - at) / widthHours;
        return Math.Exp(-x * x / 2);
    }

    private double AppliancesW(int phase, long unixSeconds, double activityW)
    {
        var slot = unixSeconds / ApplianceSlotS;
        var powerW = 0.0;
        for (var appliance = 0; appliance < AppliancesPerPhase; appliance++)
        {
            var stream = ApplianceStream + 10 * phase + appliance;
            if (chance.Unit(stream, slot) < 0.04 + activityW / 30_000) powerW += chance.Between(stream + 5, slot, 500, 1_500);
        }

        return powerW;
    }
}
