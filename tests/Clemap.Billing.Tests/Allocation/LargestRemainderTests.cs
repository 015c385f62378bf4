using Clemap.Billing.Allocation;
using CsCheck;

namespace Clemap.Billing.Tests.Allocation;

public sealed class LargestRemainderTests
{
    private static readonly Gen<long[]> Weights = Gen.Long[0, 50_000_000_000].Array[1, 12];

    [Fact]
    public void Share_AnyWeights_AddsUpAndIsNeverNegative() =>
        Gen.Select(Gen.Long[0, 1_000_000_000], Weights).Sample((total, weights) =>
        {
            var parts = LargestRemainder.Share(total, weights);
            parts.ShouldAllBe(part => part >= 0);
            parts.Sum().ShouldBe(weights.Any(weight => weight > 0) ? total : 0);
        });

    [Fact]
    public void Share_TotalWithinTheWeights_NoPartIsAboveItsWeight() =>
        Weights.SelectMany(weights => Gen.Long[0, weights.Sum()].Select(total => (total, weights))).Sample(pair =>
        {
            var parts = LargestRemainder.Share(pair.total, pair.weights);
            for (var index = 0; index < parts.Length; index++)
                parts[index].ShouldBeLessThanOrEqualTo(pair.weights[index]);
        });

    // 10 Wh for three equal takers: the odd watt-hour goes to the first.
    [Fact]
    public void Share_Tie_GoesToTheFirst() => LargestRemainder.Share(10, [7, 7, 7]).ShouldBe([4, 3, 3]);

    // 100 Wh by 1 : 2 : 4 is 14.29, 28.57, 57.14: the largest fraction is the second's.
    [Fact]
    public void Share_Remainder_GoesToTheLargestFraction() => LargestRemainder.Share(100, [1, 2, 4]).ShouldBe([14, 29, 57]);

    [Fact]
    public void Share_NobodyTakes_GivesNothing() => LargestRemainder.Share(5, [0, 0]).ShouldBe([0, 0]);
}
