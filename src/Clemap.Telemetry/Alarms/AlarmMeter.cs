using System.Diagnostics.Metrics;

namespace Clemap.Telemetry.Alarms;

/// <summary>Figures for operations.</summary>
internal sealed class AlarmMeter
{
    private readonly Gauge<int> stray;
    private readonly Counter<long> failed;

    public AlarmMeter(IMeterFactory factory)
    {
        var meter = factory.Create("Clemap.Telemetry");
        stray = meter.CreateGauge<int>("clemap.telemetry.stray_readings", description: "1 while readings lie outside of every daily partition.");
        failed = meter.CreateCounter<long>("clemap.telemetry.alarm_looks_failed", "{look}");
    }

    /// <summary>Whether readings lie in the default partition.</summary>
    public void Stray(bool found) => stray.Record(found ? 1 : 0);

    /// <summary>A look at one organisation.</summary>
    public void Failed() => failed.Add(1);
}
