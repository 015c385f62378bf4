using System.Globalization;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.DigitalIo;
using Clemap.Edge.LocalApi;
using Clemap.LoadControl.GridOperator;

namespace Clemap.Edge.Commissioning;

/// <summary>
/// The operator switches the contact of the ripple-control receiver; the seconds are measured until each station has acknowledged what it may still take.
/// They count from the last look that showed the contact at rest, so that the real reaction is never slower than what is written down.
/// </summary>
internal sealed class RippleTest(EdgeConfiguration configuration, Site site, LiveState live, TimeProvider time)
{
    private const double SameA = 0.01;
    private static readonly TimeSpan UntilRead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UntilAtRest = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UntilSwitched = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan UntilOut = TimeSpan.FromMinutes(6); // a contactor stays closed for five minutes
    private static readonly TimeSpan UntilBack = TimeSpan.FromMinutes(3);

    /// <summary><see langword="null"/> where no receiver is wired.</summary>
    public RippleInput? Input => site.Ripple is { } ripple && configuration.GridOperator?.Ripple is { } wired
        ? new RippleInput(Kebab(ripple.Contact), Kebab(wired.Contact), wired.Settings().IsActive(ripple.Contact), ripple.Problem)
        : null;

    public async Task<TestResult> RunAsync(TestBench bench, RippleSource ripple, string by, CancellationToken cancellation)
    {
        var settings = configuration.GridOperator!.Ripple!.Settings();
        var grid = configuration.Circuits.First(circuit => circuit.ParentId is null);
        TestResult Result(Verdict verdict, string code, params string[] values) => new("ripple", grid.Id, grid.Name, verdict, code, values, time.GetUtcNow(), by);
        bool IsAtRest() => !settings.IsActive(ripple.Contact);
        bool IsSwitched() => ripple.Contact != ContactReading.Unknown && settings.IsActive(ripple.Contact);

        if (!await time.UntilAsync(() => ripple.Contact != ContactReading.Unknown, UntilRead, cancellation))
            return Result(Verdict.Failed, "ripple-unreadable", ripple.Problem ?? "");
        bench.Step("ripple-rest");
        if (!await time.UntilAsync(() => IsAtRest() && State() == GridOperatorState.Normal, UntilAtRest, cancellation))
            return Result(Verdict.Unclear, "ripple-not-at-rest");

        bench.Step(settings.Contact == ContactKind.NormallyOpen ? "ripple-close" : "ripple-open");
        long restAt = time.GetTimestamp();
        double beforeA = 0;
        bool IsSwitchedNow()
        {
            if (ripple.Latest is var (_, age) && IsAtRest())
                (restAt, beforeA) = (time.TimestampBefore(age), OrdersA());
            return IsSwitched();
        }
        if (!await time.UntilAsync(IsSwitchedNow, UntilSwitched, cancellation))
            return ripple.Contact == ContactReading.Unknown
                ? Result(Verdict.Failed, "ripple-unreadable", ripple.Problem ?? "")
                : Result(Verdict.Failed, "ripple-not-seen");

        bench.Step("ripple-measure");
        bool isOut = await time.UntilAsync(() => State() is (GridOperatorState.Reduced or GridOperatorState.Locked) && Late(settings).Count == 0, UntilOut, cancellation);
        var (took, afterA, late) = (time.GetElapsedTime(restAt), OrdersA(), Late(settings));
        bench.Step("ripple-back");
        bool isBack = await time.UntilAsync(() => IsAtRest() && State() == GridOperatorState.Normal, UntilBack, cancellation);
        if (!isOut)
            return Result(Verdict.Failed, "ripple-not-out", Text(UntilOut.TotalSeconds), string.Join(", ", late));
        if (!isBack)
            return Result(Verdict.Unclear, "ripple-not-back", Text(took.TotalSeconds));
        return beforeA > SameA
            ? Result(Verdict.Passed, "ripple-passed", Text(took.TotalSeconds), Text(beforeA), Text(afterA))
            : Result(Verdict.Unclear, "ripple-nothing-charged", Text(took.TotalSeconds));
    }

    private GridOperatorState? State() =>
        live.Latest is { } seen ? Enum.GetValues<GridOperatorState>().First(state => Kebab(state) == seen.GridOperator.State) : null;

    private double OrdersA() => live.Latest?.Stations.Sum(station => station.OrderA) ?? 0;

    /// <summary>Stations that have not acknowledged their order, or may still take something though nothing is left. One that takes no orders is not waited for.</summary>
    private List<string> Late(RippleSettings settings) => live.Latest is not { } seen ? [] :
    [
        .. seen.Stations.Where(station => TakesOrders(station.Id)
            && !(station.ConfirmedA is { } confirmedA && Math.Abs(confirmedA - station.OrderA) < SameA && (settings.WhenActive.Unit != ReductionUnit.Off || confirmedA < SameA)))
            .Select(station => station.Name),
    ];

    private bool TakesOrders(Guid stationId)
    {
        string model = configuration.Stations.First(station => station.Id == stationId).Model;
        return configuration.Models.All.First(one => one.Id == model).Capabilities.LimitUnit != "none";
    }

    private static string Kebab<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
