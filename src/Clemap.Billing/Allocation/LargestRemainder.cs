namespace Clemap.Billing.Allocation;

/// <summary>Shares a whole number by weights so that the parts are whole and their sum is exact.</summary>
internal static class LargestRemainder
{
    /// <param name="total">Not negative.</param>
    /// <param name="weights">Not negative; who stands first wins a tie, so the caller orders them by id.</param>
    /// <returns>One part per weight. Without any weight there is nobody to give to and all parts are 0.</returns>
    /// <remarks>As long as <paramref name="total"/> is at most the sum of the weights, no part is above its weight.</remarks>
    public static long[] Share(long total, IReadOnlyList<long> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        var parts = new long[weights.Count];
        Int128 sum = 0;
        foreach (var weight in weights)
            sum += weight >= 0 ? weight : throw new ArgumentOutOfRangeException(nameof(weights), "A weight is negative.");
        if (sum == 0)
            return parts;

        var rests = new Int128[weights.Count];
        var left = total;
        for (var index = 0; index < parts.Length; index++)
        {
            var (whole, rest) = Int128.DivRem((Int128)total * weights[index], sum);
            parts[index] = (long)whole;
            rests[index] = rest;
            left -= parts[index];
        }

        foreach (var index in Enumerable.Range(0, parts.Length).OrderByDescending(index => rests[index]).ThenBy(index => index).Take((int)left))
            parts[index]++;
        return parts;
    }
}
