namespace Clemap.Edge.Meters;

/// <summary>One look at a meter, in grid order. Positive flows from the grid into the building.</summary>
internal sealed record MeterSample
{
    public required DateTimeOffset At { get; init; }

    /// <summary>How old the values were already at that moment, of a meter that somebody else reads.</summary>
    public TimeSpan MeasuredBefore { get; init; }
    public PhaseValues VoltageV { get; init; }
    public PhaseValues CurrentA { get; init; }
    public PhaseValues ActiveW { get; init; }
    public double? ReactiveVar { get; init; }
    public double? ApparentVA { get; init; }
    public double? PowerFactor { get; init; }
    public long? ImportWh { get; init; }
    public long? ExportWh { get; init; }
}
