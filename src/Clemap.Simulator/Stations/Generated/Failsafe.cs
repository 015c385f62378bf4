using Clemap.Simulator.Stations.Reference;

namespace Clemap.Simulator.Stations.Generated;

/// <summary>Whether the controller has fallen silent, by the kind of watch that the maker built in.</summary>
internal sealed class Failsafe(ReferenceFailsafe facts, ModelMeaning meaning, Dictionary<string, double> settings, TimeProvider time)
{
    private readonly SilenceTimer _silence = new(time);
    private bool _off;
    private int _clients;

    /// <summary>Silence after which the fallback is in force; 0 is never.</summary>
    public double TimeoutS
    {
        get
        {
            if (_off || settings.GetValueOrDefault("failsafeEnable", 1) == 0 || settings.GetValueOrDefault("watchdogEnable", 1) == 0) return 0;
            return settings.TryGetValue("failsafeTimeout", out var s) || settings.TryGetValue("watchdogTimeout", out s) ? s : FirstTimeoutS;
        }
    }

    public double FirstTimeoutS => facts.TimeoutS ?? facts.DefaultTimeoutS ?? meaning.CommissionedTimeoutS;

    public double RemainingS => Math.Max(0, TimeoutS - _silence.Seconds);

    public bool Silent => facts.Class switch
    {
        "lifeBit" or "anyTraffic" or "cloudSetting" or "repeatedWrite" or "timerKindUnknown" => TimeoutS > 0 && _silence.Seconds > TimeoutS,
        "connectionLoss" => _clients == 0,
        _ => false,
    };

    public void Requested()
    {
        if (facts.Class is "anyTraffic" or "cloudSetting") _silence.Restart();
    }

    /// <summary>An accepted write. A watch of a kind that nobody tells is taken at its strictest: only a set point counts.</summary>
    public void Written(ReferenceRegister register, double raw)
    {
        switch (facts.Class)
        {
            case "lifeBit" when register.Name == "heartbeat":
                _off = meaning.LifeBitOff == (int)raw;
                if (facts.HeartbeatValue is null || facts.HeartbeatValue == (int)raw) _silence.Restart();
                break;
            case "repeatedWrite" or "timerKindUnknown" when IsSetPoint(register):
                _silence.Restart();
                break;
        }
    }

    public void Connected(int clients) => _clients = clients;

    private static bool IsSetPoint(ReferenceRegister register) =>
        register.Setting is "powerLimit" or "failsafeTimeout" || register.Setting.StartsWith("currentLimit", StringComparison.Ordinal);
}
