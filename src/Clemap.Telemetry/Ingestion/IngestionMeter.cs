using System.Diagnostics.Metrics;
using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Ingestion;

/// <summary>Figures for operations.</summary>
internal sealed class IngestionMeter
{
    private readonly Counter<long> accepted;
    private readonly Counter<long> duplicates;
    private readonly Counter<long> rejected;
    private readonly Histogram<double> skew;

    public IngestionMeter(IMeterFactory factory)
    {
        var meter = factory.Create("Clemap.Telemetry");
        accepted = meter.CreateCounter<long>("clemap.telemetry.accepted", "{reading}");
        duplicates = meter.CreateCounter<long>("clemap.telemetry.duplicates", "{reading}");
        rejected = meter.CreateCounter<long>("clemap.telemetry.rejected", "{reading}");
        skew = meter.CreateHistogram<double>("clemap.telemetry.clock_skew", "s");
    }

    public void Record(TelemetryAnswer answer, TimeSpan clockSkew)
    {
        accepted.Add(answer.Accepted);
        duplicates.Add(answer.Duplicates);
        rejected.Add(answer.Rejected.Count);
        skew.Record(clockSkew.TotalSeconds);
    }
}
