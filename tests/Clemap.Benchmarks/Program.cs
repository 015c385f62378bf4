using Clemap.Benchmarks;

// bench AREA [--json] --programs DIR; called by ./bench, which builds the programs.
var areas = new Dictionary<string, Func<string, Task<IReadOnlyList<Figure>>>> { ["run"] = RunArea.MeasureAsync };
var programs = args.SkipWhile(word => word != "--programs").Skip(1).FirstOrDefault();
var area = args.Where(word => !word.StartsWith("--", StringComparison.Ordinal) && word != programs).FirstOrDefault();
if (area is null || programs is null || !areas.TryGetValue(area, out var measure))
{
    await Console.Error.WriteLineAsync($"There is no area {area}; the areas are: {string.Join(", ", areas.Keys)}.");
    return 2;
}

var figures = await measure(programs);
Console.WriteLine(args.Contains("--json") ? Report.AsJson(area, figures) : Report.AsTable(area, figures));
return 0;
