namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>
/// The car at a cable. Its current is constant from one call of <see cref="Advance"/> to the next, and it says when the next is due; energy is
/// reckoned when the current changes, so that the number of calls between makes no difference.
/// </summary>
internal sealed class Vehicle
{
    public const double NominalV = 230;

    private const double TaperStep = 0.02;
    private const double DischargeFloor = 0.2;
    private const double Hair = 1e-9;

    private readonly OfferDelay _delay = new();
    private long _since;
    private double _storedWh;
    private double _wantedWh;
    private double _understoodA;
    private double _heldA;
    private bool _offered;
    private long _pausedSince;
    private long _wakeAt;
    private long _levelAt;

    public VehicleModel Model { get; private set; } = new();

    /// <summary>A per phase; below zero it feeds back.</summary>
    public double CurrentA { get; private set; }

    /// <summary>Phases that carry the current, 0 before the first call.</summary>
    public int Phases { get; private set; }

    /// <summary>It has all it wants.</summary>
    public bool Full { get; private set; }

    /// <summary>What the charger gives at the state it is in, A per phase.</summary>
    public double CapableA { get; private set; }

    /// <summary>Net energy since it was plugged in.</summary>
    public double DeliveredWh { get; private set; }

    public long NextAt { get; private set; } = long.MaxValue;

    public double StateOfCharge => _storedWh / (Model.CapacityKwh * 1000);

    /// <param name="wantedShare">State of charge at which it stops.</param>
    public void Plug(VehicleModel model, double stateOfCharge, double wantedShare, long now)
    {
        Model = model;
        (_storedWh, _wantedWh) = (stateOfCharge * model.CapacityKwh * 1000, wantedShare * model.CapacityKwh * 1000);
        (CurrentA, Phases, DeliveredWh, _understoodA, _heldA) = (0, 0, 0, 0, 0);
        (_offered, _since, _pausedSince, _wakeAt) = (false, now, now, long.MinValue);
        _delay.Clear();
        Rate();
        NextAt = now;
    }

    /// <summary>The pilot signal changed.</summary>
    public void Offer(double offerA, long now)
    {
        _delay.Add(now + Model.ReactionSeconds, offerA);
        NextAt = Math.Min(NextAt, _delay.NextAt);
    }

    /// <summary>The contactor opened, or the power went: nothing flows, and the next offer is a new one.</summary>
    public void CutOff(long now)
    {
        _delay.Clear();
        (_understoodA, _heldA) = (0, 0);
        Settle(now, 0, Phases);
    }

    /// <summary>Takes the energy up to a moment into account.</summary>
    public void Settle(long now) => Settle(now, CurrentA, Phases);

    /// <param name="connectedPhases">That the station has switched through.</param>
    /// <returns>True when its current is another than before.</returns>
    public bool Advance(long now, int connectedPhases)
    {
        _delay.TakeDue(now, ref _understoodA);
        NoteOffer(now);
        if (now >= _levelAt) Settle(now, CurrentA, Phases);
        var phases = Math.Min(connectedPhases, Model.Phases);
        var targetA = TargetA(now);
        var nextA = Approach(targetA);
        if (Model.IgnoresOrders && nextA == targetA && targetA > 0) _heldA = targetA;
        var changed = nextA != CurrentA || phases != Phases && nextA != 0;
        if (nextA != CurrentA || phases != Phases) Settle(now, nextA, phases);
        NextAt = Math.Min(nextA != targetA ? now + 1 : long.MaxValue, Math.Min(_delay.NextAt, _levelAt));
        if (_offered && now < _wakeAt) NextAt = Math.Min(NextAt, _wakeAt);
        return changed;
    }

    private void NoteOffer(long now)
    {
        var offered = _understoodA >= Model.MinimumA || _understoodA < 0;
        if (offered == _offered) return;
        _offered = offered;
        var asleep = Model.SleepsAfterMinutes > 0 && now - _pausedSince > Model.SleepsAfterMinutes * 60;
        if (offered) _wakeAt = asleep ? now + Model.WakesAfterSeconds : now;
        else if (now >= _wakeAt) _pausedSince = now;
    }

    private double TargetA(long now)
    {
        if (_heldA > 0) return Full ? 0 : Math.Min(_heldA, CapableA);
        if (!_offered || now < _wakeAt) return 0;
        if (_understoodA < 0) return StateOfCharge > DischargeFloor + Hair ? Math.Max(_understoodA, -Model.MaximumA) : 0;
        return Full ? 0 : Math.Min(_understoodA - Model.DrawsLessA, CapableA);
    }

    private double Approach(double targetA)
    {
        var differenceA = targetA - CurrentA;
        if (differenceA > 0) return differenceA <= Model.RampUpAPerSecond ? targetA : CurrentA + Model.RampUpAPerSecond;
        return -differenceA <= Model.RampDownAPerSecond ? targetA : CurrentA - Model.RampDownAPerSecond;
    }

    private void Settle(long now, double nextA, int nextPhases)
    {
        var energyWh = WattHoursPerSecond * (now - _since);
        (_storedWh, DeliveredWh, _since) = (_storedWh + energyWh, DeliveredWh + energyWh, now);
        (CurrentA, Phases) = (nextA, nextPhases);
        Rate();
    }

    private double WattHoursPerSecond => CurrentA * Phases * NominalV / 3600;

    /// <summary>What it can take now, and when that changes.</summary>
    private void Rate()
    {
        var capacityWh = Model.CapacityKwh * 1000;
        Full = _storedWh >= _wantedWh - 1e-6;
        var level = Math.Floor((_storedWh / capacityWh - Model.TaperFrom) / TaperStep + Hair);
        var passed = Math.Max(0, level) * TaperStep / Math.Max(TaperStep, 1 - Model.TaperFrom);
        CapableA = Math.Max(Model.MinimumA, Model.MaximumA * (1 - (1 - Model.TaperTo) * Math.Min(1, passed)));
        var perSecondWh = WattHoursPerSecond;
        var edgeWh = perSecondWh switch
        {
            > 0 => Math.Min(_wantedWh, capacityWh * (Model.TaperFrom + Math.Max(0, level + 1) * TaperStep)),
            < 0 => DischargeFloor * capacityWh,
            _ => double.NaN,
        };
        _levelAt = double.IsNaN(edgeWh) ? long.MaxValue : _since + Math.Max(1, (long)Math.Ceiling((edgeWh - _storedWh) / perSecondWh));
    }
}
