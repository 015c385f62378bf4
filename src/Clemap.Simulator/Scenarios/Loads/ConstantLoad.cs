namespace Clemap.Simulator.Scenarios.Loads;

internal sealed class ConstantLoad(IReadOnlyList<double> currentA) : ILoad
{
    public double WorstA => currentA.Max();

    public long Add(long now, Span<double> phaseA)
    {
        for (var phase = 0; phase < 3; phase++) phaseA[phase] += currentA[phase];
        return long.MaxValue;
    }
}
