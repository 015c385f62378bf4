using Clemap.LoadControl.Allocation;

namespace Clemap.Simulator.Scenarios.Plant;

/// <summary>
/// A station with what it was told, what ails it, and the car at its cable. Nothing changes between two calls of <see cref="Advance"/>, and it says
/// when the next is due.
/// </summary>
internal sealed class ChargingStation(StationTraits traits)
{
    private double _acceptedA;
    private double _heldA;
    private int _acceptedPhases = traits.Wiring.Length;
    private double _pendingA;
    private int _pendingPhases;
    private long _pendingAt = long.MaxValue;
    private bool _linked = true;
    private bool _powered = true;
    private bool _controlled = true;
    private long _fallsBackAt = long.MaxValue;
    private long _phaseChangeUntil = long.MinValue;
    private bool _rebooting;
    private bool _ignoring;
    private double _frozenA;

    public StationTraits Traits => traits;
    public Vehicle Vehicle { get; } = new();
    public bool Connected { get; private set; }

    /// <summary>What the pilot signal offers, A per phase; 0 is "wait".</summary>
    public double OfferA { get; private set; }

    /// <summary>The same, when a change of phases did not interrupt it.</summary>
    public double GrantedA { get; private set; }

    /// <summary>The order it reads back.</summary>
    public double ConfirmedA => _rebooting ? traits.MaximumA : _heldA;

    public int ActivePhases { get; private set; } = traits.Wiring.Length;
    public bool Reachable => _linked && _powered;
    public double CurrentA => Connected ? Vehicle.CurrentA : 0;
    public int LoadedTerminals => Connected ? Math.Min(Vehicle.Phases, ActivePhases) : 0;
    public long NextAt { get; private set; } = long.MinValue;

    /// <summary>Set when the current on the wires changed; whoever looks clears it.</summary>
    public bool CurrentChanged { get; set; } = true;

    /// <summary>Set when the controller would see something new; whoever looks clears it.</summary>
    public bool InputChanged { get; set; } = true;

    public void Plug(VehicleModel model, double stateOfCharge, double wantedShare, long now)
    {
        Connected = InputChanged = true;
        Vehicle.Plug(model, stateOfCharge, wantedShare, now);
        if (OfferA != 0) Vehicle.Offer(OfferA, now);
        NextAt = now;
    }

    public void Unplug(long now)
    {
        Vehicle.Settle(now);
        (Connected, InputChanged, CurrentChanged, NextAt) = (false, true, true, now);
    }

    /// <summary>An order leaves the controller; the last one before the station's next answer counts.</summary>
    public void Tell(double orderA, int phases, long now)
    {
        if (!Reachable) return;
        if (!traits.SwitchesPhases) phases = _acceptedPhases;
        if (_pendingAt == long.MaxValue && orderA == _acceptedA && phases == _acceptedPhases) return;
        (_pendingA, _pendingPhases) = (orderA, phases);
        if (_pendingAt == long.MaxValue) _pendingAt = now + traits.AnswersAfterSeconds;
        NextAt = Math.Min(NextAt, _pendingAt);
    }

    /// <param name="linked">The network to the station works.</param>
    /// <param name="powered">Its supply is there.</param>
    /// <param name="controlled">Somebody sends orders.</param>
    public void Supply(bool linked, bool powered, bool controlled, long now)
    {
        if ((linked, powered, controlled) == (_linked, _powered, _controlled)) return;
        var heard = _linked && _powered && _controlled;
        if (powered && !_powered) Boot();
        (_linked, _powered, _controlled) = (linked, powered, controlled);
        var hears = linked && powered && controlled;
        if (!hears) _pendingAt = long.MaxValue;
        if (heard != hears || powered) _fallsBackAt = hears ? long.MaxValue : Math.Min(_fallsBackAt, now + traits.FallbackSeconds);
        if (!powered) (_fallsBackAt, _phaseChangeUntil) = (long.MaxValue, long.MinValue);
        if (!powered && Connected) Vehicle.CutOff(now);
        if (!powered) CurrentChanged = true;
        (InputChanged, NextAt) = (true, now);
    }

    /// <param name="rebooting">It started anew and offers its maximum.</param>
    /// <param name="ignoring">It acknowledges orders and stays at what it offers.</param>
    public void Ail(bool rebooting, bool ignoring, long now)
    {
        if (ignoring && !_ignoring) _frozenA = GrantedA;
        if (rebooting && !_rebooting) Boot(traits.MaximumA);
        if ((rebooting, ignoring) != (_rebooting, _ignoring)) (InputChanged, NextAt) = (true, now);
        (_rebooting, _ignoring) = (rebooting, ignoring);
    }

    public void Advance(long now)
    {
        if (now >= _pendingAt) Accept(now);
        if (now >= _fallsBackAt) FallBack();
        if (now >= _phaseChangeUntil && ActivePhases != _acceptedPhases) (ActivePhases, InputChanged, CurrentChanged) = (_acceptedPhases, true, true);
        Grant(now);
        NextAt = Math.Min(_pendingAt, Math.Min(_fallsBackAt, now < _phaseChangeUntil ? _phaseChangeUntil : long.MaxValue));
        if (!Connected) return;
        var full = Vehicle.Full;
        if (Vehicle.Advance(now, ActivePhases)) (CurrentChanged, InputChanged) = (true, true);
        if (full != Vehicle.Full) InputChanged = true;
        NextAt = Math.Min(NextAt, Vehicle.NextAt);
    }

    private void Accept(long now)
    {
        (_acceptedA, _heldA, _pendingAt) = (_pendingA, traits.Rounded(_pendingA), long.MaxValue);
        InputChanged = true;
        if (!traits.SwitchesPhases || _pendingPhases == _acceptedPhases) return;
        _acceptedPhases = _pendingPhases;
        _phaseChangeUntil = now + traits.PhaseChangeSeconds;
    }

    private void FallBack()
    {
        _fallsBackAt = long.MaxValue;
        if (traits.WhenSilent == WhenSilent.KeepsOrder) return;
        Boot(traits.WhenSilent == WhenSilent.Unknown ? traits.MaximumA : traits.FallbackA);
    }

    /// <summary>What it does by itself until somebody tells it something.</summary>
    private void Boot() => Boot(traits.FallbackA);

    private void Boot(double currentA) => (_acceptedA, _heldA, _pendingAt, InputChanged) = (double.NaN, currentA, long.MaxValue, true);

    private void Grant(long now)
    {
        GrantedA = 0;
        if (_powered) GrantedA = _rebooting ? traits.MaximumA : _ignoring ? _frozenA : traits.Switched ? _heldA > 0 ? traits.MaximumA : 0 : Offerable(_heldA);
        var offerA = now < _phaseChangeUntil ? 0 : GrantedA;
        if (offerA == OfferA) return;
        OfferA = offerA;
        if (!Connected) return;
        if (offerA == 0 && (traits.Switched || !_powered))
        {
            if (Vehicle.CurrentA != 0) (CurrentChanged, InputChanged) = (true, true);
            Vehicle.CutOff(now);
        }
        else
        {
            Vehicle.Offer(offerA, now);
        }
    }

    private double Offerable(double orderA) => orderA < 0 || orderA >= traits.MinimumA ? orderA : 0;
}
