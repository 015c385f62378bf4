namespace Clemap.Edge.Tests.Stations;

/// <summary>The machine's time, in which a test may leave out a while; timers wait as ever.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private long leapt;

    public void Leap(TimeSpan over) => Interlocked.Add(ref leapt, (long)(over.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref leapt);
}
