namespace Clemap.Edge.Meters;

/// <summary>
/// Looks whether a meter is wired as it should be: on each phase the active power must fit voltage and current. A transformer on the wrong way round turns
/// the sign; two swapped between phases turn the current by 120°, so that half of the apparent power shows with the wrong sign.
/// </summary>
/// <param name="mayFeedIn">Generators stand behind it, or nobody knows: then a negative power says nothing.</param>
internal sealed class MeterCheck(bool mayFeedIn, TimeProvider time)
{
    public const string TransformerReversed = "transformer-reversed";
    public const string PhasesSwapped = "phases-swapped";
    public const string VoltageOutOfRange = "voltage-out-of-range";

    private const double LowestV = 180;
    private const double HighestV = 265;

    // With less than that, motors and chargers at rest have any power factor.
    private const double ClearA = 3;
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, long> since = [];

    /// <returns>What has been wrong for a minute; a person should look at it.</returns>
    public IReadOnlyList<string> See(MeterSample sample)
    {
        var factors = Enumerable.Range(0, 3).Select(phase => Factor(sample, phase)).ToList();
        bool swapped = factors.Count(factor => factor is > -0.75 and < -0.25) >= 2;
        return
        [
            .. Lasts(VoltageOutOfRange, Enumerable.Range(0, 3).Any(phase => sample.VoltageV[phase] is < LowestV or > HighestV)),
            .. Lasts(PhasesSwapped, swapped),
            .. Lasts(TransformerReversed, !mayFeedIn && !swapped && factors.Any(factor => factor is < -0.75)),
        ];
    }

    private static double? Factor(MeterSample sample, int phase) =>
        sample is { } s && Math.Abs(s.CurrentA[phase] ?? 0) >= ClearA && s.VoltageV[phase] is > 0 and var volts
            ? s.ActiveW[phase] / (volts * Math.Abs(s.CurrentA[phase]!.Value)) : null;

    private IEnumerable<string> Lasts(string code, bool isSo)
    {
        if (!isSo)
            since.Remove(code);
        else if (since.TryAdd(code, time.GetTimestamp()) || time.GetElapsedTime(since[code]) < Lasting)
            return [];
        return isSo ? [code] : [];
    }
}
