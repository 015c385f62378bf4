using Clemap.Simulator.Physics;
using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>What the accepted writes add up to: the limit in force, whether charging is stopped, and the phases.</summary>
internal sealed class StationControl(ChargingPoint point, ModelMeaning model, Dictionary<string, double> settings)
{
    private static readonly string[] PhaseLimits = ["currentLimitL1", "currentLimitL2", "currentLimitL3"];
    private static readonly string[] PhaseFallbacks = ["failsafeCurrentL1", "failsafeCurrentL2", "failsafeCurrentL3"];
    private static readonly string[] GroupLimits = ["groupCurrentLimitL1", "groupCurrentLimitL2", "groupCurrentLimitL3"];

    private readonly HashSet<string> _stops = [];
    private double _limit = point.Station.FallbackA;
    private bool _inWatts;

    public int Phases { get; private set; } = point.Phases;

    public bool Stopped => _stops.Count > 0;

    /// <summary>A a phase.</summary>
    public double LimitA => Math.Min(_inWatts ? Ampere(_limit) : _limit, GroupLimits.Min(name => settings.GetValueOrDefault(name, point.MaximumA)));

    /// <summary>A a phase while the controller is silent.</summary>
    public double FallbackA
    {
        get
        {
            if (settings.ContainsKey(PhaseFallbacks[0])) return PhaseFallbacks.Min(name => settings[name]);
            if (point.ActivePhases == 1 && settings.TryGetValue("failsafeCurrentSinglePhase", out var singleA)) return singleA;
            if (settings.TryGetValue("failsafePower", out var w)) return Ampere(w);
            var currentA = settings.GetValueOrDefault("failsafeCurrent", point.Station.FallbackA);
            return currentA == model.FailsafeKeepsAtA ? LimitA : currentA;
        }
    }

    public void Written(ReferenceRegister register, Meaning meaning, double raw, double value)
    {
        var name = register.Setting;
        if (meaning.Pauses?.Contains((long)raw) == true) _stops.Add(name);
        if (meaning.Releases?.Contains((long)raw) == true) _stops.Remove(name);
        if (meaning.Needs?.Any(need => settings[need.Key] != need.Value) == true || meaning.Inert) return;
        if (meaning.Phases?.TryGetValue((long)raw, out var phases) == true) Phases = Math.Min(phases, point.Phases);
        if (PhaseLimits.Contains(name)) FollowPhaseLimits(meaning);
        else if (name == "powerLimit") FollowPower(meaning, value);
        else if (name is "dutyCycle" || name.StartsWith("currentLimit", StringComparison.Ordinal))
            (_limit, _inWatts) = (meaning.Means?.TryGetValue((long)raw, out var a) == true ? a : value > meaning.PausesAbove ? 0 : value, false);
    }

    private void FollowPower(Meaning meaning, double valueW)
    {
        (_limit, _inWatts) = (valueW < model.MinimumW ? 0 : valueW, true);
        if (meaning.OnePhaseUpTo is { } highestW) Phases = valueW <= highestW ? 1 : point.Phases;
    }

    /// <summary>One pilot signal tells one current: the smallest. Where a phase without current is allowed, the largest on one phase.</summary>
    private void FollowPhaseLimits(Meaning meaning)
    {
        double[] limitsA = [.. PhaseLimits.Select(name => settings[name])];
        var asOnePhase = meaning.WholeAmpereUpTo is not null && limitsA.Contains(0);
        Phases = asOnePhase ? 1 : point.Phases;
        (_limit, _inWatts) = (asOnePhase ? limitsA.Max() : limitsA.Min(), false);
    }

    private double Ampere(double watt)
    {
        var voltageV = point.VoltageV.Sum / point.Phases;
        return watt / ((voltageV > 0 ? voltageV : StationQuantities.NominalV) * Math.Min(Phases, point.Phases));
    }
}
