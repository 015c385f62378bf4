using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>Flats and common rooms: a curve of the day that drifts in slots of some seconds, uneven over the phases. Appliances come on top, as loads of their own.</summary>
internal sealed class HouseholdLoad : ILoad
{
    private const int MinutesOfDay = 1440;
    private const int DriftPeriodSeconds = 180;
    private const double DriftFrom = 0.75;
    private const double DriftSpan = 0.5;

    private readonly HouseholdCurve _curve;
    private readonly LocalTime _time;
    private readonly Chance _chance;
    private readonly int _stream;
    private readonly int _slotSeconds;
    private readonly double[] _weekdayA = new double[MinutesOfDay];
    private readonly double[] _weekendA = new double[MinutesOfDay];

    public HouseholdLoad(HouseholdCurve curve, LocalTime time, Chance chance, int stream, int slotSeconds)
    {
        (_curve, _time, _chance, _stream, _slotSeconds) = (curve, time, chance, stream, slotSeconds);
        for (var minute = 0; minute < MinutesOfDay; minute++)
        {
            _weekdayA[minute] = curve.At(minute / 60.0, weekend: false);
            _weekendA[minute] = curve.At(minute / 60.0, weekend: true);
        }
    }

    public double WorstA => Math.Max(_weekdayA.Max(), _weekendA.Max()) * _curve.PhaseShares.Max() * 3 * (DriftFrom + DriftSpan);

    public long Add(long now, Span<double> phaseA)
    {
        var slot = now - now % _slotSeconds;
        var local = _time.Of(slot);
        var meanA = (LocalTime.IsWeekend(local) ? _weekendA : _weekdayA)[local % LocalTime.DaySeconds / 60];
        for (var phase = 0; phase < 3; phase++)
            phaseA[phase] += meanA * 3 * _curve.PhaseShares[phase] * (DriftFrom + DriftSpan * _chance.Smooth(_stream + phase, slot, DriftPeriodSeconds));
        return slot + _slotSeconds;
    }
}

/// <param name="NightA">Mean over the phases, A per phase, as all that follow; the peaks come on top.</param>
/// <param name="PhaseShares">How it spreads over L1, L2, L3; adds up to 1.</param>
internal sealed record HouseholdCurve(double NightA, double MorningA, double NoonA, double EveningA, IReadOnlyList<double> PhaseShares)
{
    public double At(double hour, bool weekend) => NightA
        + MorningA * Bump(hour, weekend ? 9.3 : 6.9, weekend ? 1.6 : 0.9)
        + NoonA * Bump(hour, 12, weekend ? 1.1 : 0.8)
        + EveningA * Bump(hour, 19.2, 1.9);

    private static double Bump(double hour, double at, double widthHours) => Math.Exp(-Math.Pow((hour - at) / widthHours, 2) / 2);
}
