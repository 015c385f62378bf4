using Clemap.LoadControl.FailSafe;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.FailSafe;

public class LimitRulesTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData(0.0, null)]
    [InlineData(40.0, null)]
    [InlineData(40.1, LimitRefusalCodes.AboveRating)]
    [InlineData(-0.1, LimitRefusalCodes.Negative)]
    [InlineData(double.NegativeInfinity, LimitRefusalCodes.NotANumber)]
    [InlineData(double.NaN, LimitRefusalCodes.NotANumber)]
    [InlineData(double.PositiveInfinity, LimitRefusalCodes.NotANumber)]
    public void CheckCircuit_Garage_of_40_A(double? limitA, string? code) =>
        LimitRules.CheckCircuit(Sonnenhof().Topology, GarageA, limitA).ShouldHaveCode(code);

    [Theory]
    [InlineData(16.0, null)]
    [InlineData(16.1, LimitRefusalCodes.AboveRating)]
    [InlineData(-1.0, LimitRefusalCodes.Negative)]
    public void CheckStation_Station_of_16_A(double limitA, string? code) =>
        LimitRules.CheckStation(Sonnenhof().Topology, StationId(1), limitA).ShouldHaveCode(code);

    [Fact]
    public void CheckCircuit_AboveRating_SaysSo() =>
        LimitRules.CheckCircuit(Sonnenhof().Topology, GarageA, 63).ShouldBe(new LimitRefusal(
            LimitRefusalCodes.AboveRating, GarageA, "The limit of circuit 'Garage A' is above its rating of 40 A."));

    [Fact]
    public void Check_SeveralWishes_ListsAllThatAreNotSound() => LimitRules.Check(
            Sonnenhof().Topology,
            new Dictionary<Guid, double?> { [Id(0x99)] = 10, [GarageB] = -1, [GarageA] = null },
            new Dictionary<Guid, double?> { [StationId(1)] = 10, [Id(0x98)] = 10, [Id(0x97)] = 10 })
        .Select(refusal => (refusal.SubjectId, refusal.Code)).ShouldBe(
        [
            (GarageB, LimitRefusalCodes.Negative),
            (Id(0x99), LimitRefusalCodes.UnknownCircuit),
            (Id(0x97), LimitRefusalCodes.UnknownStation),
            (Id(0x98), LimitRefusalCodes.UnknownStation),
        ]);

    [Theory]
    [InlineData(double.NaN, "The limit of circuit 'Garage A' is not a number.")]
    [InlineData(-1, "The limit of circuit 'Garage A' is negative.")]
    [InlineData(41, "The limit of circuit 'Garage A' is above its rating of 40 A.")]
    public void Every_refusal_says_what_and_why(double limitA, string message) =>
        LimitRules.CheckCircuit(Sonnenhof().Topology, GarageA, limitA)!.Message.ShouldBe(message);

    [Fact]
    public void What_is_not_there_is_named()
    {
        LimitRules.CheckCircuit(Sonnenhof().Topology, Id(0x77), 5)!.Message.ShouldBe($"There is no circuit {Id(0x77)} at this site.");
        LimitRules.CheckStation(Sonnenhof().Topology, Id(0x77), 5)!.Message.ShouldBe($"There is no station {Id(0x77)} at this site.");
        LimitRules.CheckStation(Sonnenhof().Topology, StationId(1), -2)!.Message.ShouldBe("The limit of station 'S1' is negative.");
    }
}

file static class Refusals
{
    public static void ShouldHaveCode(this LimitRefusal? refusal, string? code) => (refusal?.Code).ShouldBe(code);
}
