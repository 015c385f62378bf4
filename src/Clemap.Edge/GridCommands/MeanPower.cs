namespace Clemap.Edge.GridCommands;

/// <summary>The mean of a power over some cycles. It is known when at least half of the cycles knew it.</summary>
/// <param name="SumW">Over the cycles that knew it.</param>
internal sealed record MeanPower(double SumW = 0, int Known = 0, int Cycles = 0)
{
    /// <summary>W; <see langword="null"/> when it is not known.</summary>
    public double? Value => Known > 0 && Known * 2 >= Cycles ? Math.Round(SumW / Known) : null;

    public MeanPower With(double? powerW) => powerW is { } w && double.IsFinite(w) ? new(SumW + w, Known + 1, Cycles + 1) : this with { Cycles = Cycles + 1 };

    public static MeanPower Of(IEnumerable<double?> powersW) => powersW.Aggregate(new MeanPower(), (mean, powerW) => mean.With(powerW));
}
