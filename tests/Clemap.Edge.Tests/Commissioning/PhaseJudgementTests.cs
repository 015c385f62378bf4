using Clemap.Edge.Commissioning;

namespace Clemap.Edge.Tests.Commissioning;

public sealed class PhaseJudgementTests
{
    [Theory]
    // A one-phase car on a three-phase station: the first terminal is where it belongs, the other two can be exchanged unseen.
    [InlineData("231", new[] { 10.0, 0, 0 }, new[] { 0.2, 10.1, -0.3 }, "Consistent", null)]
    // It shows on another phase.
    [InlineData("123", new[] { 10.0, 0, 0 }, new[] { 0.1, 0, 10.2 }, "Wrong", "312")]
    // Three phases alike tell no order.
    [InlineData("123", new[] { 10.0, 10, 10 }, new[] { 10.3, 9.8, 10.1 }, "Consistent", null)]
    // Three phases of their own each prove it.
    [InlineData("312", new[] { 6.0, 10, 16 }, new[] { 10.0, 16, 6 }, "Proven", null)]
    [InlineData("123", new[] { 6.0, 10, 16 }, new[] { 10.0, 16, 6 }, "Wrong", "312")]
    // A station with one conductor.
    [InlineData("3", new[] { 12.0, 0, 0 }, new[] { 0, 0.4, 11.5 }, "Proven", null)]
    [InlineData("3", new[] { 12.0, 0, 0 }, new[] { 12.0, 0, 0 }, "Wrong", "1")]
    // A kettle switched meanwhile.
    [InlineData("1", new[] { 12.0, 0, 0 }, new[] { 12.0, 9, 0 }, "Disturbed", null)]
    public void What_the_meter_saw_is_compared_with_every_order(string rotation, double[] terminalsA, double[] riseA, string standing, string? likely)
    {
        var judgement = PhaseJudgement.Of(rotation, terminalsA, riseA);
        judgement.Standing.ToString().ShouldBe(standing);
        judgement.Likely.ShouldBe(likely);
    }
}
