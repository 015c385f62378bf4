using Clemap.Simulator.Physics;

namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>Kettles, ovens, washing machines: each is switched on once a day, to the second, near its hour.</summary>
internal sealed class ApplianceLoad(Appliances appliances, LocalTime time, Chance chance, int stream) : ILoad
{
    private readonly (long From, long Until, int Phase)[] _today = new (long, long, int)[appliances.Count];
    private long _day = long.MinValue;

    /// <summary>When all of a phase run at once, which is as likely as people's habits are alike.</summary>
    public double WorstA => appliances.CurrentA * (appliances.Phase is null ? (appliances.Count + 2) / 3 : appliances.Count);

    public long Add(long now, Span<double> phaseA)
    {
        var local = time.Of(now);
        var day = local / LocalTime.DaySeconds;
        if (day != _day) Plan(day);
        // Midnight may come earlier or later than it seems when the clocks change; nobody looks further ahead than a quarter of an hour.
        var next = now - now % 900 + 900;
        foreach (var (from, until, phase) in _today)
        {
            if (now >= from && now < until) phaseA[phase] += appliances.CurrentA;
            if (from > now) next = Math.Min(next, from);
            else if (until > now) next = Math.Min(next, until);
        }

        return next;
    }

    /// <summary>All of a day end before midnight, so that a day needs to know nothing of the one before.</summary>
    private void Plan(long day)
    {
        _day = day;
        for (var i = 0; i < _today.Length; i++)
        {
            var index = day * _today.Length + i;
            var spread = chance.Unit(stream, index) + chance.Unit(stream + 1, index) - 1;
            var from = time.ToUnix(day * LocalTime.DaySeconds) + (long)(appliances.Hour * 3600 + spread * appliances.SpreadMinutes * 60);
            var last = time.ToUnix((day + 1) * LocalTime.DaySeconds);
            var seconds = (long)(appliances.Minutes * 60 * chance.Between(stream + 2, index, 0.7, 1.3));
            var phase = appliances.Phase ?? i % 3;
            _today[i] = chance.Unit(stream + 3, index) < appliances.Probability ? (from, Math.Min(from + seconds, last), phase) : (last, last, phase);
        }
    }
}

/// <param name="Hour">Of the local day, 18.5 is half past six.</param>
/// <param name="CurrentA">Each, on one phase.</param>
/// <param name="Phase">0 to 2; <see langword="null"/> spreads them.</param>
/// <param name="Probability">That one runs on a day.</param>
internal sealed record Appliances(int Count, double Hour, double SpreadMinutes, double CurrentA, double Minutes, int? Phase, double Probability);
