using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Figures;

/// <summary>What flows through one circuit, reckoned whenever it changes: heat of the fuses, overloads, and the mean of quarter hours.</summary>
internal sealed class CircuitLog(Fuse[] fuses, double ratingA, long start)
{
    private const double HairA = 1e-6;
    private const int QuarterHourSeconds = 900;

    private readonly double[] _currentA = new double[3];
    private readonly bool[] _charging = new bool[3];
    private double _limitA = ratingA;
    private long _since = start;
    private long _overSince = -1;
    private double _quarterWs;

    public Fuse[] Fuses => fuses;
    public List<double> OverloadS { get; } = [];
    public double OverloadAs { get; private set; }
    public double QuarterHourPeakW { get; private set; }

    /// <param name="limitA">The lower of rating and wish.</param>
    public void Limit(double limitA, long now)
    {
        if (limitA == _limitA) return;
        Settle(now);
        _limitA = limitA;
        Judge(now);
    }

    public void Flow(double l1A, double l2A, double l3A, bool charging1, bool charging2, bool charging3, long now)
    {
        if (l1A == _currentA[0] && l2A == _currentA[1] && l3A == _currentA[2]
            && charging1 == _charging[0] && charging2 == _charging[1] && charging3 == _charging[2]) return;
        Settle(now);
        (_currentA[0], _currentA[1], _currentA[2]) = (l1A, l2A, l3A);
        (_charging[0], _charging[1], _charging[2]) = (charging1, charging2, charging3);
        Judge(now);
    }

    public void Finish(long now)
    {
        Settle(now);
        if (_overSince >= 0) OverloadS.Add(now - _overSince);
        _overSince = -1;
        if (now % QuarterHourSeconds != 0) CloseQuarter();
    }

    private bool IsOver(int phase) => _charging[phase] && _currentA[phase] > _limitA + HairA;

    private void Judge(long now)
    {
        var over = IsOver(0) || IsOver(1) || IsOver(2);
        if (over && _overSince < 0) _overSince = now;
        if (over || _overSince < 0) return;
        OverloadS.Add(now - _overSince);
        _overSince = -1;
    }

    private void Settle(long now)
    {
        if (now == _since) return;
        for (var phase = 0; phase < 3; phase++)
        {
            fuses[phase].Carry(_currentA[phase], _since, now);
            if (IsOver(phase)) OverloadAs += (_currentA[phase] - _limitA) * (now - _since);
        }

        var powerW = (_currentA[0] + _currentA[1] + _currentA[2]) * Vehicle.NominalV;
        while (_since < now)
        {
            var quarterEnds = (_since / QuarterHourSeconds + 1) * QuarterHourSeconds;
            var until = Math.Min(now, quarterEnds);
            _quarterWs += powerW * (until - _since);
            _since = until;
            if (until == quarterEnds) CloseQuarter();
        }
    }

    private void CloseQuarter()
    {
        QuarterHourPeakW = Math.Max(QuarterHourPeakW, _quarterWs / QuarterHourSeconds);
        _quarterWs = 0;
    }
}
