namespace Clemap.Edge.Meters;

/// <summary>A meter behind current transformers that it does not know of, or whose transformers end somewhere.</summary>
/// <param name="ratio">Primary by secondary current, for example 80 for 400/5; 1 for a meter that was told itself.</param>
/// <param name="ratedA">Of the transformers, A per phase; <see langword="null"/> when nobody wrote it down.</param>
internal sealed class TransformedMeter(IMeter meter, double ratio, double? ratedA) : IMeter
{
    /// <summary>Above this share of its rating a transformer saturates and shows too little: such a value is none.</summary>
    public const double Saturates = 1.2;

    public async Task<MeterSample> ReadAsync(CancellationToken cancellation)
    {
        var sample = await meter.ReadAsync(cancellation);
        var currentA = Times(sample.CurrentA);
        if (ratedA is { } rated && currentA.Dominant is { } highestA && Math.Abs(highestA) > Saturates * rated)
            currentA = default;
        return sample with
        {
            CurrentA = currentA,
            ActiveW = Times(sample.ActiveW),
            ReactiveVar = sample.ReactiveVar * ratio,
            ApparentVA = sample.ApparentVA * ratio,
            ImportWh = Times(sample.ImportWh),
            ExportWh = Times(sample.ExportWh),
        };
    }

    private PhaseValues Times(PhaseValues values) => new(values.L1 * ratio, values.L2 * ratio, values.L3 * ratio);

    private long? Times(long? registerWh) => registerWh is { } wh ? (long)Math.Floor(wh * ratio) : null;
}
