namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>The device of one phase. A person who put it back finds it cold, and needs a quarter of an hour.</summary>
/// <param name="curve">When it opens.</param>
/// <param name="ratingA">What is printed on it, derated for its place.</param>
internal sealed class Fuse(FuseCurve curve, double ratingA)
{
    public const int PutBackAfterSeconds = 900;

    private double _heat;
    private double _outUntil = double.NegativeInfinity;

    /// <summary>1 is where it opens.</summary>
    public double Heat => _heat;

    public int Trips { get; private set; }

    /// <summary>When it opened first; no number while it never did.</summary>
    public double FirstTripAt { get; private set; } = double.NaN;

    /// <summary>Lets a constant current flow; exact for any length of time.</summary>
    /// <param name="currentA">Either direction heats.</param>
    public void Carry(double currentA, double from, double until)
    {
        var at = Math.Max(from, _outUntil);
        while (at < until)
        {
            var openedAt = at + SecondsToTrip(Math.Abs(currentA) / ratingA, until - at);
            if (double.IsPositiveInfinity(openedAt)) return;
            Trips++;
            if (double.IsNaN(FirstTripAt)) FirstTripAt = openedAt;
            _heat = 0;
            at = _outUntil = openedAt + PutBackAfterSeconds;
        }
    }

    /// <summary>Moves the heat on; infinite when it holds.</summary>
    private double SecondsToTrip(double multiple, double seconds)
    {
        if (multiple >= curve.InstantaneousMultiple) return 0;
        var settled = multiple * multiple / (curve.CarriedMultiple * curve.CarriedMultiple);
        if (settled > 1)
        {
            var toTrip = curve.TauSeconds * Math.Log((settled - _heat) / (settled - 1));
            if (toTrip <= seconds) return toTrip;
        }

        _heat = settled + (_heat - settled) * Math.Exp(-seconds / curve.TauSeconds);
        return double.PositiveInfinity;
    }
}
