namespace Clemap.Simulator.Physics;

/// <summary>What was offered some seconds ago: a car answers a change of the pilot signal only then (IEC 61851-1 allows five seconds).</summary>
internal sealed class ReactionTime(int stepS)
{
    public const int Seconds = 5;

    private readonly double[] _offeredA = new double[Math.Max(1, (Seconds + stepS - 1) / stepS)];
    private int _oldest;

    /// <returns>The offer that the car follows now.</returns>
    public double Pass(double offeredA)
    {
        var understoodA = _offeredA[_oldest];
        _offeredA[_oldest] = offeredA;
        _oldest = (_oldest + 1) % _offeredA.Length;
        return understoodA;
    }

    public void Clear() => Array.Clear(_offeredA);
}
