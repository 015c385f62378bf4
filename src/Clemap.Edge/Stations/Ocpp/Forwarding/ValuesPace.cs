using System.Collections.Concurrent;

namespace Clemap.Edge.Stations.Ocpp.Forwarding;

/// <summary>
/// The edge wants meter values every few seconds, a back end every minute or so: periodic ones go on as often as the back end asked for, all
/// others always.
/// </summary>
internal sealed class ValuesPace(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, long> passed = new();

    /// <summary>As the back end set <c>MeterValueSampleInterval</c>; 0 for none.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    public bool Passes(int connector, MeterValues values)
    {
        bool isPeriodic = (values.MeterValue ?? []).SelectMany(moment => moment.SampledValue ?? [])
            .All(sample => sample.Context is null or "Sample.Periodic" or "Trigger");
        if (!isPeriodic)
            return true;
        if (Interval <= TimeSpan.Zero || values.TransactionId is null)
            return false;
        if (passed.TryGetValue(connector, out long last) && time.GetElapsedTime(last) < Interval - Tolerance)
            return false;
        passed[connector] = time.GetTimestamp();
        return true;
    }
}
