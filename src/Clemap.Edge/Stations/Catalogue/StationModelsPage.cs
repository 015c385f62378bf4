using System.Globalization;
using System.Text;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>The catalogue as a page of the documentation.</summary>
internal static class StationModelsPage
{
    private const string Head = """
        # Stations

        Every model that the controller knows. `id` is what `model` of a station in edge.json names. Written by `clemap-edge stations --markdown`.

        - **limit**: what the station is ordered in, and its smallest step. An order is always rounded down.
          A model with *none* takes no orders: it is planned at its `maximumA` at all times.
        - **pause**: by the limit, by a release of its own, by both, or by a contactor (*switch*).
        - **falls back**: after how many seconds without the controller it is at its `fallbackA`, and what its timer listens to. A model with *none* is
          planned at its `maximumA`, and so much is left for it while it is silent, since nobody can be sure that it falls back.
        - **experimental**: its registers come from a single user or from a guess. Somebody stands beside it when it is tried.

        | id | maker | model | protocol | limit | pause | phases | card | meter | falls back | confidence |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |

        """;

    public static string Of(StationModels models)
    {
        var page = new StringBuilder(Head);
        foreach (var model in models.All)
            page.Append(Row(model)).Append('\n');
        page.Append("\n## To be set at the station\n\n");
        foreach (var model in models.All)
            if (models.Commissioning(model.Id) is { Count: > 0 } sentences)
                page.Append(CultureInfo.InvariantCulture, $"- `{model.Id}`: {string.Join(" ", sentences)}\n");
        return page.ToString();
    }

    private static string Row(ModelDocument model)
    {
        var can = model.Capabilities;
        string limit = can.Resolution is { } step ? string.Create(CultureInfo.InvariantCulture, $"{step:0.####} {can.LimitUnit}") : can.LimitUnit;
        string meter = (can.Currents, can.Energy) switch
        {
            (true, "none") => "currents",
            (true, var energy) => $"currents, {energy}",
            (false, "none") => "none",
            (false, var energy) => energy,
        };
        string fallback = can.FallsBack ? string.Create(CultureInfo.InvariantCulture, $"{can.FallbackS} s, {can.Fallback}") : can.Fallback == "none" ? "none" : $"none held, {can.Fallback}";
        string confidence = model.Experimental ? "**experimental**" : model.Confidence;
        return $"| `{model.Id}` | {model.Maker} | {model.Model} | {model.Protocol} | {limit} | {can.Pause} | {(can.PhaseSwitching ? "1/3" : "")} "
            + $"| {(can.Card ? "yes" : "")} | {meter} | {fallback} | {confidence} |";
    }
}
