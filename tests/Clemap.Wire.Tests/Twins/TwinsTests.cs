using Clemap.Edge.Stations;

namespace Clemap.Wire.Tests.Twins;

/// <summary>
/// Every model of the catalogue against its twin, on every way to it. The twin is made from the facts of its maker's interface, the driver from the edge's own definition; they
/// meet on the wire alone, so that a slip in either shows.
/// </summary>
public sealed class TwinsTests
{
    private const double OrderA = 10;

    /// <summary>What lies between a limit in W and the current, as the voltage trembles.</summary>
    public const double ToleranceA = 0.25;

    public static TheoryData<string, string> EveryWay => [.. TwinModels.EveryWay.Concat(TwinModels.Coded)];

    [Theory, MemberData(nameof(EveryWay))]
    public async Task Is_read_as_it_is(string model, string way)
    {
        await using var bench = await TwinBench.StartAsync(model, way);
        bench.Alone(300);
        await bench.CyclesAsync(CodedModels.IsSwitched(model) ? TwinBench.Follows : 1, CodedModels.IsSwitched(model) ? TwinBench.MaximumA : null);

        bench.Source.Problem.ShouldBeNull();
        bench.Sample.ShouldBeLike(bench.Point, Expected.Of(model));
    }

    /// <summary>Without the one that is only read.</summary>
    public static TheoryData<string, string> EveryOrderedWay => [.. TwinModels.EveryWay.Concat(TwinModels.Coded).Where(twin => !CodedModels.TakesNoOrders(twin.Model))];

    [Theory, MemberData(nameof(EveryOrderedWay))]
    public async Task Is_limited_paused_and_goes_on(string model, string way)
    {
        double lowestA = CodedModels.IsSwitched(model) ? TwinBench.MaximumA : OrderA;
        await using var bench = await TwinBench.StartAsync(model, way);
        bench.Alone(10);

        await bench.CyclesAsync(TwinBench.Follows, OrderA);
        Follows(bench, OrderA, CodedModels.IsSwitched(model) ? 0 : OrderA);

        await bench.CyclesAsync(TwinBench.Follows, 0);
        Follows(bench, 0, 0);

        await bench.CyclesAsync(TwinBench.Follows, lowestA);
        Follows(bench, lowestA, lowestA);
    }

    /// <param name="allowedA">What the station then has: one that can only be on or off has nothing below its maximum.</param>
    private static void Follows(TwinBench bench, double orderA, double allowedA)
    {
        bench.Source.Problem.ShouldBeNull();
        bench.Source.ConfirmedA.ShouldBe(orderA);
        double step = Expected.Of(bench.Model).StepA;
        bench.Point.CurrentA[0].ShouldBeInRange(Math.Max(0, (0.95 * allowedA) - step - ToleranceA), allowedA is 0 ? 0 : allowedA + ToleranceA);
        if (bench.Sample.AppliedLimitA is { } shownA && (allowedA > 0 || Expected.Of(bench.Model).ShowsPause))
            shownA.ShouldBeInRange(allowedA is 0 ? 0 : allowedA - step - ToleranceA, allowedA is 0 ? 5.999 : allowedA + ToleranceA, "read back");
    }
}
