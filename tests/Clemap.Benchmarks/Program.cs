using System.Globalization;
using Clemap.Benchmarks;
using Clemap.Benchmarks.Edge;
using Clemap.Benchmarks.Faults;
using Clemap.Benchmarks.Ingestion;
using Clemap.Benchmarks.LoadControl;
using Clemap.Benchmarks.Streams;

// bench AREA [--json] [--quick] [--part NAME] [--site-years N] [--rows N] [--devices N] [--rounds N] --programs DIR; called by ./bench, which builds the programs.
var areas = new Dictionary<string, Func<Measurement, Task<IReadOnlyList<Figure>>>>
{
    ["run"] = measurement => RunArea.MeasureAsync(measurement.Programs),
    ["load-control"] = LoadControlArea.MeasureAsync,
    ["edge"] = EdgeArea.MeasureAsync,
    ["ingestion"] = IngestionArea.MeasureAsync,
    ["faults"] = FaultsArea.MeasureAsync,
    ["streams"] = StreamsArea.MeasureAsync,
};
string[] withValue = ["--programs", "--part", "--site-years", "--rows", "--devices", "--rounds"];
var programs = ValueOf("--programs");
var quick = args.Contains("--quick");
var siteYears = ValueOf("--site-years") is { } years ? double.Parse(years, CultureInfo.InvariantCulture) : quick ? 0.05 : 2;
var area = args.Where((word, place) => !word.StartsWith("--", StringComparison.Ordinal) && (place == 0 || !withValue.Contains(args[place - 1]))).FirstOrDefault();
if (area is null || programs is null || !areas.TryGetValue(area, out var measure))
{
    await Console.Error.WriteLineAsync($"There is no area {area}; the areas are: {string.Join(", ", areas.Keys)}.");
    return 2;
}

var figures = await measure(new Measurement(programs, quick, ValueOf("--part"), siteYears, NumberOf("--rows"), (int?)NumberOf("--devices"), (int?)NumberOf("--rounds")));
Console.WriteLine(args.Contains("--json") ? Report.AsJson(area, figures) : Report.AsTable(area, figures));
return 0;

string? ValueOf(string option) => args.SkipWhile(word => word != option).Skip(1).FirstOrDefault();

long? NumberOf(string option) => ValueOf(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
