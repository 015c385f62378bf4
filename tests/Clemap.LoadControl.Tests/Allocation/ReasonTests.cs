using Clemap.LoadControl.Allocation;
using Clemap.LoadControl.Electrical;
using Clemap.LoadControl.GridOperator;
using static Clemap.LoadControl.Tests.Sites;

namespace Clemap.LoadControl.Tests.Allocation;

/// <summary>Reasons and findings as others read them.</summary>
public class ReasonTests
{
    private static readonly DateTimeOffset NextTurn = new(2026, 3, 2, 10, 15, 0, TimeSpan.Zero);

    // The texts are stored and turned into sentences elsewhere: they stay what they are.
    [Theory]
    [InlineData(ReasonCode.StationMaximum, "station-maximum")]
    [InlineData(ReasonCode.StationLimit, "station-limit")]
    [InlineData(ReasonCode.Unused, "unused")]
    [InlineData(ReasonCode.FailSafe, "fail-safe")]
    [InlineData(ReasonCode.Locked, "locked")]
    [InlineData(ReasonCode.NotConnected, "not-connected")]
    [InlineData(ReasonCode.NotReachable, "not-reachable")]
    [InlineData(ReasonCode.IgnoresOrders, "ignores-orders")]
    [InlineData(ReasonCode.Ramp, "ramp")]
    [InlineData(ReasonCode.Resting, "resting")]
    [InlineData(ReasonCode.GridOperator, "grid-operator")]
    [InlineData(ReasonCode.PeakCap, "peak-cap")]
    [InlineData(ReasonCode.Surplus, "surplus")]
    [InlineData(ReasonCode.Staggered, "staggered")]
    [InlineData(ReasonCode.OnePhase, "one-phase")]
    [InlineData(ReasonCode.Discharging, "discharging")]
    public void Plain_reasons(ReasonCode code, string text)
    {
        var reason = new Reason(code);

        reason.ToString().ShouldBe(text);
        (reason.Phase, reason.QueuePlace, reason.NextTurn, reason.CircuitId).ShouldBe((null, null, null, null));
    }

    [Theory]
    [InlineData(ReasonCode.Circuit, Phase.L1, "circuit:Grid connection:L1")]
    [InlineData(ReasonCode.Circuit, null, "circuit:Grid connection:sum")]
    [InlineData(ReasonCode.NoRoom, Phase.L3, "no-room:Grid connection:L3")]
    [InlineData(ReasonCode.NoRoom, null, "no-room:Grid connection:sum")]
    [InlineData(ReasonCode.Unbalance, Phase.L2, "unbalance:Grid connection:L2")]
    public void Reasons_that_name_a_circuit(ReasonCode code, Phase? phase, string text)
    {
        new Reason(code, Root(40), phase).ToString().ShouldBe(text);
        new ReasonList(code, Root(40), phase)[0].ShouldBe(new Reason(code, Root(40), phase));
        new ReasonList(code, Root(40), phase)[0].Phase.ShouldBe(phase);
    }

    [Fact]
    public void A_place_in_the_queue_comes_before_what_is_full()
    {
        var reasons = new ReasonList(2, NextTurn, new ReasonList(ReasonCode.Circuit, Root(40), Phase.L2));

        reasons.ToString().ShouldBe("queue:2:2026-03-02T10:15:00Z circuit:Grid connection:L2");
        reasons[0].QueuePlace.ShouldBe(2);
        reasons[0].NextTurn.ShouldBe(NextTurn);
    }

    [Fact]
    public void There_are_three_at_most()
    {
        var one = new ReasonList(ReasonCode.StationMaximum);
        var two = one.With(ReasonCode.OnePhase);
        var three = two.With(ReasonCode.Ramp);

        (one.Count, two.Count, three.Count).ShouldBe((1, 2, 3));
        three.With(ReasonCode.Unused).ToString().ShouldBe("station-maximum one-phase ramp");
        three[2].Code.ShouldBe(ReasonCode.Ramp);
        foreach (var outside in new[] { -1, 2 })
            Should.Throw<ArgumentOutOfRangeException>(() => two[outside]);
    }

    // Two run and four wait: two of them come in at the next turn, two at the one after that.
    [Fact]
    public void Each_turn_as_many_come_in_as_there_are_places()
    {
        var site = Flat(13, 6);
        site.Run(40);

        site.Last.SetPoints.Select(setPoint => setPoint.Reasons[0]).Where(reason => reason.Code == ReasonCode.Queue).OrderBy(reason => reason.QueuePlace)
            .Select(reason => (reason.QueuePlace, reason.NextTurn))
            .ShouldBe([(1, NextTurn), (2, NextTurn), (3, NextTurn.AddMinutes(15)), (4, NextTurn.AddMinutes(15))]);
    }

    // From 0 A up it is not switched, so that it does not queue: what is full holds it.
    [Fact]
    public void Who_needs_no_minimum_does_not_queue()
    {
        var site = new SimulatedSite(Build([Root(40)], [Station(1, Grid, minimumA: 0)]));
        site.BaseLoadA[Grid] = new PhaseCurrents(0, 40, 0);
        site.Run(10);

        site.ReasonsOf(StationId(1)).ShouldBe("circuit:Grid connection:L2");
    }

    // All that can be found at once is reported, and nothing of what is in order; a house may just fill its fuse.
    [Fact]
    public void Every_finding_is_reported()
    {
        var site = Build([Root(40)], [Station(1, Grid)]);
        var (decision, state, input) = (new Decision(1, 1), new AllocatorState(site), new CycleInput(site) { Ripple = ContactReading.Unknown });
        var budgets = new CircuitBudget[] { new() { Meter = MeterStanding.Missing } };
        state.Stations[0].Mark(StationMarks.Disobeys | StationMarks.RotationWrong, true);
        var options = new AllocatorOptions { Ripple = new RippleSettings(ContactKind.NormallyOpen, ReductionLimit.Off) };
        Findings.Collect(decision, site, new Contender[1], budgets, input, state, options);
        decision.Findings.ToArray().Select(finding => finding.Code)
            .ShouldBe([FindingCode.MeterNotBelieved, FindingCode.IgnoresOrders, FindingCode.RotationWrong, FindingCode.RippleUnknown]);

        decision.ClearFindings();
        budgets[0] = new CircuitBudget { Meter = MeterStanding.Fresh, BaseLoadA = PhaseCurrents.Balanced(40) };
        Findings.Collect(decision, site, new Contender[1], budgets, new CycleInput(site) { Ripple = ContactReading.Unknown }, new AllocatorState(site), AllocatorOptions.Default);
        decision.Findings.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(MeterStanding.None, false)]
    [InlineData(MeterStanding.Fresh, false)]
    [InlineData(MeterStanding.Missing, true)]
    [InlineData(MeterStanding.Stale, true)]
    [InlineData(MeterStanding.Implausible, true)]
    [InlineData(MeterStanding.Frozen, true)]
    [InlineData(MeterStanding.Contradicts, true)]
    public void A_meter_that_is_not_believed_means_fail_safe(MeterStanding meter, bool failSafe) =>
        new CircuitStanding(Grid, default, default, meter).FailSafe.ShouldBe(failSafe);
}
