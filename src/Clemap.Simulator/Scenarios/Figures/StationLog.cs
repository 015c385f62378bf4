using Clemap.Simulator.Scenarios.Arrivals;
using Clemap.Simulator.Scenarios.Plant;

namespace Clemap.Simulator.Scenarios.Figures;

/// <summary>How one station served its visitors.</summary>
internal sealed class StationLog(ChargingStation station, string serviceClass)
{
    private const int HourSeconds = 3600;
    private const double TurnSeconds = 900;

    private long _connectedSince;
    private bool _on;
    private bool _wasOn;
    private bool _charged;
    private long _offSince;
    private long _waitingSince = -1;
    private double _longestWaitS;
    private int _phases = station.ActivePhases;
    private HourlyCount _switches;
    private HourlyCount _phaseSwitches;
    private double _askedKwh;
    private int _switchesBefore;

    public List<VisitFigures> Visits { get; } = [];
    public double DeliveredWh { get; private set; }
    public double ConnectedSeconds { get; private set; }
    public double LongestWaitS { get; private set; }
    public double ShortestPauseS { get; private set; } = double.PositiveInfinity;
    public int Switches => _switches.Total;
    public int SwitchesPerHourMax => _switches.Most;
    public int PhaseSwitchesPerHourMax => _phaseSwitches.Most;

    public void Arrives(Stay stay, long now)
    {
        station.Plug(stay.Model, stay.StateOfCharge, stay.WantedShare, now);
        (_connectedSince, _on, _wasOn, _waitingSince, _longestWaitS) = (now, false, false, -1, 0);
        _switchesBefore = _switches.Total;
        var powerW = Math.Min(stay.Model.MaximumA, station.Traits.MaximumA) * Math.Min(stay.Model.Phases, station.Traits.Wiring.Length) * Vehicle.NominalV;
        var wantedKwh = Math.Max(0, stay.WantedShare - stay.StateOfCharge) * stay.Model.CapacityKwh;
        _askedKwh = Math.Min(wantedKwh, powerW * (stay.LeavesAt - now) / 3_600_000);
        Moved(now);
    }

    public void Moved(long now)
    {
        if (station.ActivePhases != _phases) _phaseSwitches.Add(now / HourSeconds);
        _phases = station.ActivePhases;
        if (!station.Connected) return;
        NoteSwitch(now);
        var waits = !station.Vehicle.Full && station.GrantedA >= 0 && station.GrantedA < station.Vehicle.Model.MinimumA;
        if (waits == _waitingSince >= 0) return;
        if (waits) _waitingSince = now;
        else EndWait(now);
    }

    public void Leaves(long now)
    {
        EndWait(now);
        station.Unplug(now);
        var deliveredWh = station.Vehicle.DeliveredWh;
        DeliveredWh += deliveredWh;
        ConnectedSeconds += now - _connectedSince;
        Visits.Add(new VisitFigures(
            station.Traits.Name, serviceClass, DateTimeOffset.FromUnixTimeSeconds(_connectedSince), DateTimeOffset.FromUnixTimeSeconds(now),
            _askedKwh, deliveredWh / 1000, _longestWaitS / TurnSeconds, _switches.Total - _switchesBefore));
    }

    /// <summary>A vehicle that is still there has had its energy, but its stay is not judged.</summary>
    public void Finish(long now)
    {
        if (!station.Connected) return;
        EndWait(now);
        station.Vehicle.Settle(now);
        DeliveredWh += station.Vehicle.DeliveredWh;
        ConnectedSeconds += now - _connectedSince;
    }

    private void NoteSwitch(long now)
    {
        var on = station.GrantedA != 0;
        if (on == _on)
        {
            if (on) _charged = station.GrantedA > 0;
            return;
        }

        _on = on;
        // The first start of a visit, and the end because nothing more is wanted, are nobody's doing.
        if (_wasOn && !station.Vehicle.Full) _switches.Add(now / HourSeconds);
        // Between charging and feeding back there is no pause that a car would mind.
        if (on && _wasOn && _charged && station.GrantedA > 0) ShortestPauseS = Math.Min(ShortestPauseS, now - _offSince);
        if (on) _charged = station.GrantedA > 0;
        else _offSince = now;
        _wasOn = true;
    }

    private void EndWait(long now)
    {
        if (_waitingSince < 0) return;
        _longestWaitS = Math.Max(_longestWaitS, now - _waitingSince);
        LongestWaitS = Math.Max(LongestWaitS, _longestWaitS);
        _waitingSince = -1;
    }

    /// <summary>Events by the clock hour.</summary>
    private struct HourlyCount
    {
        private long _hour;
        private int _count;

        public int Most { get; private set; }
        public int Total { get; private set; }

        public void Add(long hour)
        {
            if (hour != _hour) (_hour, _count) = (hour, 0);
            _count++;
            Total++;
            Most = Math.Max(Most, _count);
        }
    }
}
