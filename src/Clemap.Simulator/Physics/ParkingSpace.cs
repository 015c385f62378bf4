namespace Clemap.Simulator.Physics;

/// <summary>Lets the cars of a list of visits come to a charging point and leave it.</summary>
internal sealed class ParkingSpace(ChargingPoint point, IEnumerable<Visit> visits)
{
    private readonly IEnumerator<Visit> _visits = visits.GetEnumerator();
    private Visit? _next;
    private long _leavesAt;
    private bool _started;

    /// <returns>The session that ended now, if one did.</returns>
    public EndedSession? Update(long unixSeconds)
    {
        if (point.Car is not null) return unixSeconds >= _leavesAt ? point.Unplug(unixSeconds) : null;
        if (!_started || _next is not null && _next.LeavesAt <= unixSeconds) MoveOn(unixSeconds);
        if (_next is null || unixSeconds < _next.ArrivesAt) return null;
        point.Plug(new Car(_next.Model, _next.StateOfCharge), unixSeconds);
        _leavesAt = _next.LeavesAt;
        MoveOn(_leavesAt);
        return null;
    }

    private void MoveOn(long unixSeconds)
    {
        _started = true;
        do _next = _visits.MoveNext() ? _visits.Current : null;
        while (_next is not null && _next.LeavesAt <= unixSeconds);
    }
}
