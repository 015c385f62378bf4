using Clemap.Edge.Configuration;

namespace Clemap.Edge.Commissioning;

/// <summary>A test that belongs to the commissioning of a site.</summary>
/// <param name="Kind">As of a <see cref="TestResult"/>.</param>
internal sealed record PlannedTest(string Kind, Guid SubjectId, string Subject);

/// <summary>Which tests a site needs, so that whoever signs sees what was not proven.</summary>
internal static class TestPlan
{
    public static IReadOnlyList<PlannedTest> Of(EdgeConfiguration configuration) =>
    [
        .. configuration.Stations.SelectMany(station => KindsOf(station).Select(kind => new PlannedTest(kind, station.Id, station.Name))),
        .. configuration.Meters.Select(meter => new PlannedTest("unplug", meter.Id, meter.Name)),
        .. configuration.Circuits.Where(circuit => circuit.ParentId is null && configuration.GridOperator?.Ripple is not null)
            .Select(circuit => new PlannedTest("ripple", circuit.Id, circuit.Name)),
    ];

    /// <returns>Those without any result.</returns>
    public static IReadOnlyList<PlannedTest> NotRun(EdgeConfiguration configuration, IReadOnlyList<TestResult> results) =>
        [.. Of(configuration).Where(planned => !results.Any(result => result.Kind == planned.Kind && result.SubjectId == planned.SubjectId))];

    // An output of the box itself has no plug that could be pulled.
    private static string[] KindsOf(StationConfiguration station) => station.Gpio is null ? ["phases", "fallback", "unplug"] : ["phases", "fallback"];
}
