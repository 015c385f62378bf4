namespace Clemap.EndToEnd.Tests;

public sealed class WalkTests(DemoFixture demo)
{
    [Fact]
    public void The_walk_through_the_whole_product_holds() =>
        demo.Output.ShouldContain("All held.", customMessage: string.Join(Environment.NewLine, demo.Output));

    [Theory]
    [InlineData("The device is enrolled with its own key")]
    [InlineData("Live readings of every meter and station arrive")]
    [InlineData("Who may not change limits cannot")]
    [InlineData("The administrator lowers the site limit")]
    [InlineData("The administrator takes the limit back")]
    [InlineData("The edge is killed and started again")]
    [InlineData("No ten-second slot is missing or doubled")]
    [InlineData("PDF: each total is that of the CSV")]
    [InlineData("SDAT: the energy supplier gets the same energy")]
    public void Each_step_is_named_with_its_time(string step) =>
        demo.Output.ShouldContain(line => line.StartsWith($"✓ {step}", StringComparison.Ordinal) && line.EndsWith(" s)", StringComparison.Ordinal));
}
