namespace Clemap.Telemetry.Alarms;

/// <summary>Why an alarm is not open any more.</summary>
public static class ClearedBecause
{
    /// <summary>What it was about was measured to be over.</summary>
    public const string Over = "over";

    /// <summary>Nobody watches it any more: the device was suspended or retired, or the element is not commissioned any more.</summary>
    public const string NotWatched = "not-watched";
}
