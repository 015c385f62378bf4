namespace Clemap.Simulator.Stations;

/// <summary>How long nothing was heard of the controller.</summary>
internal sealed class SilenceTimer(TimeProvider time)
{
    private long _lastHeard = time.GetTimestamp();

    public double Seconds => time.GetElapsedTime(_lastHeard).TotalSeconds;

    public void Restart() => _lastHeard = time.GetTimestamp();
}
