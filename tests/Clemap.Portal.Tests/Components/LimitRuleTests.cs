using Clemap.Portal.Components;

namespace Clemap.Portal.Tests.Components;

public sealed class LimitRuleTests
{
    private static readonly LimitRule Circuit = new(80);
    private static readonly LimitRule Station = new(16, 6);
    private static readonly LimitRule Switched = new(16, 16, AllOrNothing: true);

    [Theory]
    [InlineData("60", 60)]
    [InlineData(" 16,5 ", 16.5)]
    [InlineData("0", 0)]
    [InlineData("80", 80)]
    public void Read_SoundCircuitLimit_GivesTheValue(string text, double valueA) => Circuit.Read(text).ShouldBe((valueA, null));

    [Theory]
    [InlineData("", "Limit.NotANumber")]
    [InlineData("sixty", "Limit.NotANumber")]
    [InlineData("NaN", "Limit.NotANumber")]
    [InlineData("1e3", "Limit.NotANumber")]
    [InlineData("-1", "Limit.Negative")]
    [InlineData("80.1", "Limit.AboveRating")]
    public void Read_UnsoundCircuitLimit_NamesTheSentence(string text, string error) => Circuit.Read(text).ShouldBe((null, error));

    [Theory]
    [InlineData("5", "Limit.BelowMinimum")]
    [InlineData("17", "Limit.AboveRating")]
    public void Read_StationLimitOutsideItsRange_NamesTheSentence(string text, string error) => Station.Read(text).ShouldBe((null, error));

    [Fact]
    public void Read_ZeroForAStation_LocksIt() => Station.Read("0").ShouldBe((0, null));

    [Fact]
    public void Read_HalfForASwitchedStation_IsRefused() => Switched.Read("8").ShouldBe((null, "Limit.AllOrNothing"));
}
