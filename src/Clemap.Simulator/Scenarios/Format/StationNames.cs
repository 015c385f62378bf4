using System.Globalization;

namespace Clemap.Simulator.Scenarios.Format;

internal static class StationNames
{
    public static IEnumerable<string> Of(ScenarioStations group) =>
        group.Count == 1 ? [group.Name] : Enumerable.Range(1, Math.Max(0, group.Count)).Select(number => group.Name + number.ToString(CultureInfo.InvariantCulture));
}
