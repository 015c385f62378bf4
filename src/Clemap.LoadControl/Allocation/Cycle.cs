using Clemap.LoadControl.Topology;

namespace Clemap.LoadControl.Allocation;

/// <summary>One decision from headroom to explanation.</summary>
internal static class Cycle
{
    public static Decision Run(SiteTopology topology, CycleInput input, AllocatorState previous, DateTimeOffset now, AllocatorOptions options)
    {
        var budgets = new Headroom(topology, input, previous, now, options).Budgets();
        var assessment = new Assessment(topology, budgets, input, previous, now, options);
        var contenders = new Contender[topology.Stations.Count];
        for (var station = 0; station < contenders.Length; station++)
            contenders[station] = assessment.Assess(station);

        var queue = new Queue(now, previous.Turn, options);
        var inOrder = queue.InOrder(contenders.Where(contender => contender.Standing == Standing.Competes));
        var rows = Rows.Of(topology, budgets, contenders);
        var release = new Release(rows.Copy(), now, options);
        var targetA = Targets(contenders, inOrder, rows, queue);
        var orderA = release.Orders(contenders, inOrder, targetA);

        var explanation = new Explanation(topology, rows, queue, contenders, inOrder, targetA);
        var setPoints = contenders.Select(contender => new SetPoint(
            contender.Station.Id,
            orderA[contender.Index],
            targetA[contender.Index],
            Change(contender, orderA[contender.Index]),
            now + options.OrderLifetime,
            explanation.Of(contender, orderA[contender.Index])));
        var standings = topology.Circuits.Select((circuit, index) => new CircuitStanding(
            circuit.Id, budgets[index].LimitA, budgets[index].BaseLoadA, budgets[index].FailSafe));
        var state = Recall.Next(topology, budgets, contenders, orderA, targetA, queue, now);
        return new Decision([.. setPoints], [.. standings], state);
    }

    private static double[] Targets(Contender[] contenders, Contender[] inOrder, Rows rows, Queue queue)
    {
        var targetA = new double[contenders.Length];
        foreach (var contender in contenders)
            rows.Take(contender.Index, contender.ReservedA);
        foreach (var contender in contenders)
            targetA[contender.Index] = OutOfControl(contender, rows);

        var admitted = Admission.Admit(inOrder, rows, queue, contenders.Length);
        Contender[] running = [.. inOrder.Where(contender => admitted[contender.Index])];
        foreach (var contender in running)
            targetA[contender.Index] = contender.LowestA;

        FillByClass(running);
        Steps.Apply(running, rows, targetA);
        // What the steps left may still serve those who can be set to any current.
        FillByClass(running.Where(contender => contender.Station.StepA is null));
        return targetA;

        void FillByClass(IEnumerable<Contender> members)
        {
            foreach (var group in members.GroupBy(contender => contender.Rank))
                Filling.Fill(group, rows, targetA);
        }
    }

    // It may never hear this; if it does, it must find no more than what is kept free for it.
    private static double OutOfControl(Contender contender, Rows rows)
    {
        if (contender.Bound != ReasonCode.NotReachable || rows.RoomFor(contender.Index) < -Rows.ToleranceA)
            return 0;
        var keptA = Math.Min(Math.Min(contender.PreviousA, contender.ReservedA), contender.HighestA);
        return keptA < contender.LowestA ? 0 : keptA;
    }

    private static OrderChange Change(Contender contender, double orderA)
    {
        var before = contender.Memory.OrderA ?? contender.Input.ConfirmedA ?? contender.MayDrawA;
        return orderA < before - Rows.ToleranceA ? OrderChange.Decrease
            : orderA > before + Rows.ToleranceA ? OrderChange.Increase
            : OrderChange.Hold;
    }
}
