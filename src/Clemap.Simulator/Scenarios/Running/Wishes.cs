using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using Clemap.Simulator.Scenarios.Faults;
using Clemap.Simulator.Scenarios.Format;

namespace Clemap.Simulator.Scenarios.Running;

/// <summary>What is wished from outside: limits, reductions, feeding back, and the contact of the ripple-control receiver.</summary>
internal sealed class Wishes
{
    private readonly SimulatedSite _site;
    private readonly (Window Window, int Circuit, double LimitA)[] _limits;
    private readonly (Window Window, Guid? Circuit, ScenarioReduction Spec)[] _reductions;
    private readonly (Window Window, int? Station, double CurrentA)[] _discharges;
    private readonly Window[] _ripple;
    private readonly Window[] _all;

    public Wishes(SimulatedSite site)
    {
        _site = site;
        var scenario = site.Scenario;
        _limits = [.. scenario.Limits.Select(limit => (Window.Of(limit.From, limit.Until, limit.EveryDay), site.Circuit(limit.Circuit), limit.LimitA))];
        _reductions = [.. (scenario.GridOperator?.Reductions ?? []).Select(spec => (
            Window.Of(spec.From, spec.Until, spec.EveryDay), spec.Circuit is { } name ? site.Topology.Circuits[site.Circuit(name)].Id : (Guid?)null, spec))];
        _discharges = [.. scenario.Discharges.Select(spec => (
            Window.Of(spec.From, spec.Until, spec.EveryDay), spec.Station is { } name ? site.Station(name) : (int?)null, spec.CurrentA))];
        _ripple = [.. (scenario.GridOperator?.Ripple?.Active ?? []).Select(window => Window.Of(window.From, window.Until, window.EveryDay))];
        _all = [.. _limits.Select(limit => limit.Window), .. _reductions.Select(reduction => reduction.Window), .. _discharges.Select(discharge => discharge.Window), .. _ripple];
    }

    /// <summary>True while the receiver's contact says "reduce".</summary>
    public bool RippleActive { get; private set; }

    public long NextAt(long now)
    {
        var next = long.MaxValue;
        foreach (var window in _all)
        {
            if (window.EdgeAfter(now - _site.Midnight) is < long.MaxValue and var edge) next = Math.Min(next, edge + _site.Midnight);
        }

        return next;
    }

    /// <param name="cloudLost">Only the contact comes through; all else stays as it was.</param>
    public void Apply(CycleInput input, long now, bool cloudLost)
    {
        var second = now - _site.Midnight;
        RippleActive = Array.Exists(_ripple, window => window.IsOn(second));
        if (_site.Options.Ripple is { } ripple) input.Ripple = RippleActive == (ripple.Contact == ContactKind.NormallyOpen) ? ContactReading.Closed : ContactReading.Open;
        if (cloudLost) return;

        for (var circuit = 0; circuit < input.Circuits.Length; circuit++)
        {
            var lowestA = double.PositiveInfinity;
            foreach (var limit in _limits)
            {
                if (limit.Circuit == circuit && limit.Window.IsOn(second)) lowestA = Math.Min(lowestA, limit.LimitA);
            }

            input.Circuits[circuit].Limit = double.IsInfinity(lowestA) ? CurrentLimit.None : CurrentLimit.Of(lowestA);
        }

        for (var station = 0; station < input.Stations.Length; station++)
        {
            input.Stations[station].DischargeA = null;
            foreach (var discharge in _discharges)
            {
                if ((discharge.Station ?? station) == station && discharge.Window.IsOn(second)) input.Stations[station].DischargeA = discharge.CurrentA;
            }
        }

        input.PeakCapW = _site.Scenario.PeakCapW;
        input.Reductions = _reductions.Where(reduction => reduction.Window.IsOn(second)).Select(reduction => new LoadReduction(
            reduction.Circuit, reduction.Spec.Scope, reduction.Spec.Limit(), DateTimeOffset.FromUnixTimeSeconds(now),
            DateTimeOffset.FromUnixTimeSeconds(_site.Midnight + reduction.Window.EdgeAfter(second)))).ToArray();
    }
}
