namespace Clemap.Simulator.Scenarios.Loads;

/// <summary>A load written down step by step; nothing before the first.</summary>
/// <param name="steps">In order of time.</param>
internal sealed class SteppedLoad(IReadOnlyList<(long At, IReadOnlyList<double> CurrentA)> steps) : ILoad
{
    public double WorstA => steps.Max(step => step.CurrentA.Max());

    public long Add(long now, Span<double> phaseA)
    {
        var next = 0;
        while (next < steps.Count && steps[next].At <= now) next++;
        for (var phase = 0; next > 0 && phase < 3; phase++) phaseA[phase] += steps[next - 1].CurrentA[phase];
        return next < steps.Count ? steps[next].At : long.MaxValue;
    }
}
