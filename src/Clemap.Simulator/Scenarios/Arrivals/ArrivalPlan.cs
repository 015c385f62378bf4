using Clemap.Simulator.Physics;
using Clemap.Simulator.Scenarios.Format;
using Clemap.Simulator.Scenarios.Loads;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Arrivals;

/// <summary>The stays at one place, in order and without overlap, drawn from the seed.</summary>
/// <param name="place">Number of the station; all that is drawn depends on it.</param>
internal sealed class ArrivalPlan(ScenarioArrivals arrivals, VehicleModel model, Chance chance, int place, LocalTime time)
{
    private const int Stream = 10_000;
    private const int StreamsPerPlace = 16;
    private const double UsualPresence = 0.75;

    private readonly int _stream = Stream + StreamsPerPlace * place;

    /// <param name="midnight">Local seconds of the first day; <c>all-at-once</c> happens once, counted from there.</param>
    public IEnumerable<Stay> From(long midnight)
    {
        if (arrivals.Pattern == ArrivalPattern.None) yield break;
        if (arrivals.Pattern == ArrivalPattern.AllAtOnce)
        {
            yield return Together(midnight);
            yield break;
        }

        var last = long.MinValue;
        // The evening before counts too: its cars are still there in the morning.
        for (var day = midnight / LocalTime.DaySeconds - 1; ; day++)
        {
            if (OnDay(day) is not { } stay || stay.ArrivesAt <= last || stay.LeavesAt <= stay.ArrivesAt) continue;
            last = stay.LeavesAt;
            yield return stay;
        }
    }

    private Stay Together(long midnight)
    {
        var arrives = time.ToUnix(midnight + (long)arrivals.At.TotalSeconds) + (long)Between(1, 0, 0, arrivals.WithinSeconds + 1);
        return new Stay(arrives, arrives + (long)(arrivals.StayHours * 3600), model, StateOfCharge(0), 1);
    }

    private Stay? OnDay(long day)
    {
        var weekend = LocalTime.IsWeekend(day * LocalTime.DaySeconds);
        var usual = arrivals.Pattern == ArrivalPattern.NightGarage ? UsualPresence : weekend ? 0 : UsualPresence;
        if (Between(0, day, 0, 1) >= (arrivals.Presence is { } presence && usual > 0 ? presence : usual)) return null;
        return arrivals.Pattern switch
        {
            ArrivalPattern.NightGarage => weekend
                ? At(day, Between(1, day, 11.5, 20), 24 + Between(2, day, 6.1, 10.5), StateOfCharge(day), 1)
                : At(day, Bell(1, day, 18.4, 1.0), 24 + Between(2, day, 6.1, 8.4), StateOfCharge(day), 1),
            ArrivalPattern.Office => At(day, Bell(1, day, 8.2, 0.6), Bell(2, day, 17.1, 0.7), StateOfCharge(day), 1),
            ArrivalPattern.AcnDay => Workplace(day),
            _ => throw new InvalidOperationException($"The pattern {arrivals.Pattern} has no days."),
        };
    }

    /// <summary>Arrivals peak between eight and nine, stays scatter around six hours, energy is lognormal.</summary>
    private Stay Workplace(long day)
    {
        var arrives = Math.Clamp(Bell(1, day, 8.6, 1.1), 5, 18);
        var stays = Math.Clamp(Bell(2, day, 6, 1.8), 0.75, 23.5 - arrives);
        var energyKwh = Math.Min(arrivals.EnergyKwh * Math.Exp(0.6 * Normal(3, day)), 0.9 * model.CapacityKwh);
        var stateOfCharge = Math.Min(StateOfCharge(day), 1 - energyKwh / model.CapacityKwh);
        return At(day, arrives, arrives + stays, stateOfCharge, stateOfCharge + energyKwh / model.CapacityKwh);
    }

    private Stay At(long day, double arrives, double leaves, double stateOfCharge, double wantedShare)
    {
        var midnight = day * LocalTime.DaySeconds;
        return new Stay(time.ToUnix(midnight + (long)(arrives * 3600)), time.ToUnix(midnight + (long)(leaves * 3600)), model, stateOfCharge, wantedShare);
    }

    private double StateOfCharge(long day) => Between(5, day, arrivals.StateOfChargeFrom, arrivals.StateOfChargeTo);

    private double Between(int what, long day, double from, double to) => chance.Between(_stream + what, day, from, to);

    private double Bell(int what, long day, double middle, double spread) => middle + spread * Math.Clamp(Normal(what, day), -2.5, 2.5);

    // Box and Muller; the second number comes from a stream of its own.
    private double Normal(int what, long day) =>
        Math.Sqrt(-2 * Math.Log(1 - Between(what, day, 0, 1))) * Math.Cos(2 * Math.PI * Between(what + 8, day, 0, 1));
}
