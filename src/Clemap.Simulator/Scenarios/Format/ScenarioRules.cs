using Clemap.LoadControl.Electrical;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>What must hold of a scenario beyond its types. Each error begins with the path of the field.</summary>
internal static class ScenarioRules
{
    private const int MostStations = 2000;

    public static IEnumerable<string> Errors(Scenario scenario)
    {
        // Before the names of all stations are spelt out.
        if (Each(scenario.Stations, "stations", OfCount).FirstOrDefault() is { } wrongCount)
        {
            yield return wrongCount;
            yield break;
        }

        if (scenario.Stations.Sum(group => (long)group.Count) > MostStations)
        {
            yield return $"stations: there must be no more than {MostStations} in all.";
            yield break;
        }

        var circuits = scenario.Circuits.Select(circuit => circuit.Name).ToHashSet();
        var stations = scenario.Stations.SelectMany(StationNames.Of).ToHashSet();
        if (scenario.Start.Year is < 2000 or > 2100) yield return "start: it must lie in the years 2000 to 2100.";
        if (scenario.Days is not (> 0 and <= 3660)) yield return "days: it must lie above 0 and up to 3660.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(scenario.TimeZone, out _)) yield return $"timeZone: '{scenario.TimeZone}' is unknown.";
        if (scenario.SlotSeconds is < 1 or > 50) yield return "slotSeconds: it must lie between 1 and 50, since a meter that says the same for a minute is not believed.";
        if (scenario.MeterNoiseA is not (>= 0 and <= 5)) yield return "meterNoiseA: it must lie between 0 and 5.";
        if (scenario.MarginShare is not (>= 0 and < 1)) yield return "marginShare: it must lie between 0 and 1.";
        if (scenario.Cars.Count == 0) yield return "cars: at least one is needed.";
        if (scenario.PeakCapW <= 0) yield return "peakCapW: it must be above 0.";
        if (scenario.Circuits.Count(circuit => circuit.Parent is null) != 1) yield return "circuits: exactly one must have no parent.";
        if (Twice(scenario.Circuits.Select(circuit => circuit.Name)) is { } circuitTwice) yield return $"circuits: the name {circuitTwice} is used twice.";
        if (stations.Count == 0) yield return "stations: at least one is needed.";
        if (Twice(scenario.Stations.SelectMany(StationNames.Of)) is { } stationTwice) yield return $"stations: the name {stationTwice} is used twice.";
        var parents = scenario.Circuits.DistinctBy(circuit => circuit.Name).ToDictionary(circuit => circuit.Name, circuit => circuit.Parent);
        foreach (var error in Each(scenario.Circuits, "circuits", circuit => CircuitRules.Errors(circuit, parents))) yield return error;
        foreach (var error in Each(scenario.Stations, "stations", group => StationRules.Errors(group, circuits))) yield return error;
        foreach (var error in Each(scenario.Cars, "cars", StationRules.OfCar)) yield return error;
        foreach (var error in StationRules.OfArrivals(scenario.Arrivals)) yield return "arrivals." + error;
        foreach (var error in Each(scenario.Visits, "visits", visit => OfVisit(visit, stations))) yield return error;
        foreach (var error in Each(scenario.Faults, "faults", fault => OfFault(fault, circuits, stations))) yield return error;
        foreach (var error in Each(scenario.Limits, "limits", limit => OfLimit(limit, circuits))) yield return error;
        foreach (var error in Each(scenario.Discharges, "discharges", discharge => OfDischarge(discharge, stations))) yield return error;
        foreach (var error in OfGridOperator(scenario.GridOperator, circuits)) yield return "gridOperator." + error;
    }

    public static IEnumerable<string> Each<T>(IEnumerable<T> items, string list, Func<T, IEnumerable<string>> errors) =>
        items.SelectMany((item, place) => errors(item).Select(error => $"{list}[{place}].{error}"));

    public static IEnumerable<string> NoCircuit(string? name, HashSet<string> circuits) =>
        name is null || circuits.Contains(name) ? [] : [$"circuit: there is no circuit {name}."];

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;

    private static IEnumerable<string> OfCount(ScenarioStations group) =>
        group.Count is < 1 or > MostStations ? [$"count: it must lie between 1 and {MostStations}."] : [];

    private static IEnumerable<string> OfVisit(ScenarioVisit visit, HashSet<string> stations)
    {
        if (!stations.Contains(visit.Station)) yield return $"station: there is no station {visit.Station}.";
        if (visit.Leaves <= visit.Arrives) yield return "leaves: it must be later than arrives.";
        if (visit.StateOfCharge is not (>= 0 and <= 1)) yield return "stateOfCharge: it must lie between 0 and 1.";
        if (visit.WantedShare is not (>= 0 and <= 1)) yield return "wantedShare: it must lie between 0 and 1.";
        if (visit.Car is { } car)
            foreach (var error in StationRules.OfCar(car)) yield return "car." + error;
    }

    private static IEnumerable<string> OfFault(ScenarioFault fault, HashSet<string> circuits, HashSet<string> stations)
    {
        foreach (var error in NoCircuit(fault.Circuit, circuits)) yield return error;
        if (fault.Station is { } station && !stations.Contains(station)) yield return $"station: there is no station {station}.";
        if (fault.From is null == fault.PerYear is null) yield return "from: either from or perYear is needed.";
        if (fault.PerYear is not (null or (> 0 and <= 10_000))) yield return "perYear: it must lie above 0 and up to 10000.";
        if (fault.ForSeconds < 1) yield return "forSeconds: it must be at least 1.";
    }

    private static IEnumerable<string> OfLimit(ScenarioLimit limit, HashSet<string> circuits)
    {
        foreach (var error in NoCircuit(limit.Circuit, circuits)) yield return error;
        if (limit.LimitA is not (>= 0 and < 100_000)) yield return "limitA: it must not be negative.";
        if (limit.Until <= limit.From) yield return "until: it must be later than from.";
    }

    private static IEnumerable<string> OfDischarge(ScenarioDischarge discharge, HashSet<string> stations)
    {
        if (discharge.Station is { } station && !stations.Contains(station)) yield return $"station: there is no station {station}.";
        if (discharge.CurrentA is not (> 0 and < 1000)) yield return "currentA: it must be above 0.";
        if (discharge.Until <= discharge.From) yield return "until: it must be later than from.";
    }

    private static IEnumerable<string> OfGridOperator(ScenarioGridOperator? gridOperator, HashSet<string> circuits)
    {
        if (gridOperator is null) yield break;
        if (gridOperator.Ripple is { } ripple)
        {
            foreach (var error in OfAllowance(ripple.WhenActive)) yield return "ripple.whenActive." + error;
            foreach (var error in Each(ripple.Active, "ripple.active", window => window.Until <= window.From ? ["until: it must be later than from."] : [])) yield return error;
        }

        foreach (var error in Each(gridOperator.Reductions, "reductions", OfReduction)) yield return error;

        IEnumerable<string> OfReduction(ScenarioReduction reduction) =>
        [
            .. OfAllowance(reduction),
            .. NoCircuit(reduction.Circuit, circuits),
            .. reduction.Until <= reduction.From ? (string[])["until: it must be later than from."] : [],
        ];
    }

    private static IEnumerable<string> OfAllowance(ScenarioAllowance allowance)
    {
        if (new[] { allowance.CurrentA, allowance.PowerW, allowance.Percent }.Count(value => value is not null) > 1)
            yield return "percent: only one of currentA, powerW and percent can be given.";
        if (allowance.CurrentA < 0) yield return "currentA: it must not be negative.";
        if (allowance.PowerW < 0) yield return "powerW: it must not be negative.";
        if (allowance.Percent is < 0 or > 100) yield return "percent: it must lie between 0 and 100.";
    }
}
