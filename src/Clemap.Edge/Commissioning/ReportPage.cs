using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Clemap.Edge.CloudLink;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.SiteModel;

namespace Clemap.Edge.Commissioning;

/// <param name="ConfigurationHash">SHA-256 of edge.json as it stands on the disk.</param>
internal sealed record ReportFacts(
    EdgeConfiguration Configuration, string ConfigurationHash, IReadOnlyList<TestResult> Results, ReportOrder Order, string KeyId, DateTimeOffset At, string Language);

/// <summary>The commissioning report as one page that needs nothing beside it: to print, to keep, to sign.</summary>
internal static class ReportPage
{
    /// <summary>The only style of the page; the header that goes with it allows this one by its hash.</summary>
    public const string Style =
        "body{font:14px/1.45 system-ui,sans-serif;color:#191916;background:#fff;margin:2rem auto;max-width:50rem;padding:0 1rem}"
        + "h1{font-size:24px;margin:0 0 .5rem}h2{font-size:18px;margin:2rem 0 .5rem}table{border-collapse:collapse;width:100%}"
        + "caption{text-align:left;color:#55534b;padding:0 0 .3rem}th,td{border-bottom:1px solid #dcd9cf;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}"
        + "th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.failed{color:#b3201c;font-weight:600}.not-run{font-weight:600}code{font-size:12px;overflow-wrap:anywhere}"
        + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.5rem;margin:0}dt{color:#55534b}dd{margin:0;overflow-wrap:anywhere}"
        + ".hand{margin-top:3rem;display:grid;grid-template-columns:1fr 1fr;gap:3rem}.hand p{border-top:1px solid #191916;padding-top:.3rem}"
        + "@media screen and (max-width:48rem){body{margin:1rem auto}table{display:block;overflow-x:auto}dl{grid-template-columns:1fr}}"
        + "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

    public static string Of(ReportFacts facts)
    {
        var text = Texts.In(facts.Language);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"{facts.Language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{E(text["report.title"])} {E(facts.Configuration.Serial)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<h1>{E(text["report.title"])}</h1>\n");
        Facts(page, text, facts);
        Circuits(page, text, facts.Configuration);
        Stations(page, text, facts.Configuration);
        Results(page, text, facts);
        if (facts.Order.Remarks is { Length: > 0 } remarks)
            page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.remarks"])}</h2>\n<p>{E(remarks)}</p>\n");
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"hand\"><p>{E(text["report.place-date"])}</p><p>{E(text["report.signature"])}: {E(facts.Order.Electrician)}</p></div>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.how-to-verify"])} <code>clemap-edge report verify</code></p>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Facts(StringBuilder page, Texts text, ReportFacts facts)
    {
        page.Append("<dl>\n");
        void Line(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                page.Append(CultureInfo.InvariantCulture, $"<dt>{E(text[key])}</dt><dd>{E(value)}</dd>\n");
        }
        Line("report.serial", facts.Configuration.Serial);
        Line("report.date", Time(facts.At));
        Line("report.electrician", facts.Order.Electrician);
        Line("report.company", facts.Order.Company);
        Line("report.software", Software.Version);
        Line("report.configuration-hash", facts.ConfigurationHash);
        Line("report.key", facts.KeyId);
        page.Append("</dl>\n");
    }

    private static void Circuits(StringBuilder page, Texts text, EdgeConfiguration configuration)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.circuits"])}</h2>\n<table>\n<caption>{E(text["proof.caption"])}</caption>\n");
        Row(page, "th", [(text["proof.circuit"], false), (text["proof.fuse"], true), ("L1", true), ("L2", true), ("L3", true), (text["proof.fits"], false)]);
        foreach (var line in FallbackTable.Of(configuration) ?? [])
        {
            double[] sumA = [line.BaseA[0] + line.FallbackA[0], line.BaseA[1] + line.FallbackA[1], line.BaseA[2] + line.FallbackA[2]];
            bool fits = sumA.All(a => a <= line.RatingA + 1e-9);
            Row(page, "td", [(line.Name, false), (Amperes(line.RatingA), true), (Amperes(sumA[0]), true), (Amperes(sumA[1]), true), (Amperes(sumA[2]), true), (text[fits ? "yes" : "no"], false)]);
        }
        page.Append("</table>\n");
    }

    private static void Stations(StringBuilder page, Texts text, EdgeConfiguration configuration)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.stations"])}</h2>\n<table>\n");
        Row(page, "th", [(text["field.name"], false), (text["field.model"], false), (text["field.host"], false), (text["field.circuitId"], false), (text["field.rotation"], true), (text["field.maximumA"], true), (text["field.fallbackA"], true)]);
        foreach (var station in configuration.Stations)
            Row(page, "td",
            [
                (station.Name, false), (station.Model, false), (string.Create(CultureInfo.InvariantCulture, $"{station.Host}:{station.Port}"), false),
                (configuration.Circuits.First(circuit => circuit.Id == station.CircuitId).Name, false), (station.Rotation, true),
                (Amperes(station.MaximumA), true), (Amperes(station.FallbackA), true),
            ]);
        page.Append("</table>\n");
    }

    private static void Results(StringBuilder page, Texts text, ReportFacts facts)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{E(text["report.tests"])}</h2>\n");
        var notRun = TestPlan.NotRun(facts.Configuration, facts.Results);
        if (facts.Results.Count == 0)
            page.Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.no-tests"])}</p>\n");
        else if (notRun.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p>{E(text["report.not-run", Count(notRun.Count), Count(TestPlan.Of(facts.Configuration).Count)])}</p>\n");
        var rows = facts.Results.Select(result => (result.Kind, result.Subject, Row: Row(text, result)))
            .Concat(notRun.Select(planned => (planned.Kind, planned.Subject, Row: Row(text, planned)))).ToList();
        if (rows.Count == 0)
            return;
        page.Append("<table>\n");
        Row(page, "th", [(text["report.test"], false), (text["report.subject"], false), (text["report.result"], false), (text["report.finding"], false), (text["report.date"], false)]);
        foreach (var (_, _, row) in rows.OrderBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Subject, StringComparer.Ordinal))
            page.Append(row);
        page.Append("</table>\n");
    }

    private static string Row(Texts text, TestResult result)
    {
        string verdict = result.Verdict switch { Verdict.Passed => "passed", Verdict.Failed => "failed", _ => "unclear" };
        return $"<tr><td>{E(text[$"test.{result.Kind}"])}</td><td>{E(result.Subject)}</td><td class=\"{verdict}\">{E(text[$"verdict.{verdict}"])}</td>"
            + $"<td>{E(text[$"result.{result.Code}", result.Values])}</td><td>{E(Time(result.At))}, {E(result.By)}</td></tr>\n";
    }

    private static string Row(Texts text, PlannedTest planned) =>
        $"<tr><td>{E(text[$"test.{planned.Kind}"])}</td><td>{E(planned.Subject)}</td><td class=\"not-run\">{E(text["verdict.not-run"])}</td><td>–</td><td>–</td></tr>\n";

    private static void Row(StringBuilder page, string cell, (string Text, bool IsNumber)[] cells)
    {
        page.Append("<tr>");
        foreach (var (content, isNumber) in cells)
            page.Append(CultureInfo.InvariantCulture, $"<{cell}{(isNumber ? " class=\"n\"" : "")}>{E(content)}</{cell}>");
        page.Append("</tr>\n");
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Amperes(double currentA) => string.Create(CultureInfo.InvariantCulture, $"{currentA:0.##} A");

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
