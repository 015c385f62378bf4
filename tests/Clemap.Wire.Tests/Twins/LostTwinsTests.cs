using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;
using Clemap.Simulator.Live;

namespace Clemap.Wire.Tests.Twins;

/// <summary>Every model of the catalogue against its twin: what happens when the wire is cut, and when the station comes back or starts anew.</summary>
public sealed class LostTwinsTests
{
    private const double OrderA = 13;

    public static TheoryData<string, string> Models => [.. TwinModels.Natural.Where(twin => !CodedModels.TakesNoOrders(twin.Model))];

    [Theory, MemberData(nameof(Models))]
    public async Task Is_lost_and_brought_back(string model, string way)
    {
        double orderA = CodedModels.IsSwitched(model) ? TwinBench.MaximumA : OrderA;
        await using var bench = await TwinBench.StartAsync(model, way);
        bench.Alone(10);
        foreach (var trouble in (WireTrouble[])[WireTrouble.Lost, WireTrouble.Reboot])
        {
            await bench.CyclesAsync(TwinBench.Follows, orderA);
            bench.Point.OfferedA.ShouldBe(orderA, Expected.Of(model).StepA + TwinsTests.ToleranceA);
            int generation = bench.Driver.Generation;

            await bench.SetFaultAsync(trouble);
            var before = bench.Source.Latest!.Value.Sample;
            await bench.CyclesAsync(3, orderA); // one that is read every other second is missed then

            bench.Source.Problem.ShouldNotBeNull();
            bench.Source.Latest!.Value.Sample.ShouldBeSameAs(before, "nothing is read, and nothing is put in its place");
            bench.Source.Latest!.Value.Age.ShouldBeGreaterThan(TimeSpan.Zero);
            Silent(bench, orderA);

            await bench.SetFaultAsync(null);
            await bench.CyclesAsync(3 + TwinBench.Follows, orderA);

            bench.Source.Problem.ShouldBeNull();
            bench.Source.Latest!.Value.Age.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(2));
            bench.Source.ConfirmedA.ShouldBe(orderA);
            bench.Point.OfferedA.ShouldBe(orderA, Expected.Of(model).StepA + TwinsTests.ToleranceA, "the order is in force again");
            if (Expected.Of(model).TellsReturn)
                bench.Driver.Generation.ShouldBeGreaterThan(generation);
        }
        // It was prepared again: what it forgot is written anew.
        await bench.SetFaultAsync(WireTrouble.Lost);
        Silent(bench, orderA);
    }

    [Fact]
    public async Task One_that_is_only_read_is_lost_and_brought_back()
    {
        await using var bench = await TwinBench.StartAsync("tesla-twc3", "http");
        bench.Alone(10);
        await bench.CyclesAsync(2, null);
        var before = bench.Source.Latest!.Value.Sample;

        await bench.SetFaultAsync(WireTrouble.Lost);
        await bench.CyclesAsync(3, null);
        bench.Source.Problem.ShouldNotBeNull();
        bench.Source.Latest!.Value.Sample.ShouldBeSameAs(before, "nothing is read, and nothing is put in its place");
        bench.Source.WhenSilent.ShouldBe(WhenSilent.Unknown);

        await bench.SetFaultAsync(null);
        await bench.CyclesAsync(5, null);
        bench.Source.Problem.ShouldBeNull();
        bench.Source.Latest!.Value.Sample.ShouldNotBeSameAs(before);
    }

    /// <summary>After the time that the catalogue tells, no more flows than the others reckon with.</summary>
    private static void Silent(TwinBench bench, double orderA)
    {
        var expected = Expected.Of(bench.Model);
        bench.Source.WhenSilent.ShouldBe(expected.WhenSilent);
        bench.Driver.FallbackTime.ShouldBe(expected.FallbackTime);
        bench.Alone((int)Math.Ceiling((expected.FallbackTime ?? TimeSpan.FromMinutes(5)).TotalSeconds) + 1);
        double mostA = expected.WhenSilent == WhenSilent.FallsBack ? expected.FallbackA : orderA;
        bench.Point.OfferedA.ShouldBeLessThanOrEqualTo(mostA + TwinsTests.ToleranceA, "at its fallback");
        if (expected.WhenSilent == WhenSilent.FallsBack && expected.IsWritten)
            bench.Point.OfferedA.ShouldBeGreaterThan(mostA - expected.StepA - TwinsTests.ToleranceA, "at the fallback that was written");
    }
}
