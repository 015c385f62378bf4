using Clemap.Platform.Http;
using Clemap.Telemetry.Storage;

namespace Clemap.Telemetry.Quality;

internal static class ManualQuarterRules
{
    /// <summary>Of one call: a month.</summary>
    public const int MostValues = 3_000;

    public const int LongestReason = 200;

    /// <summary>Of one quarter hour, Wh: what 7000 A at 1000 V move on three phases.</summary>
    public const long MostWh = 5_250_000;

    public static readonly TimeSpan Width = TimeSpan.FromMinutes(15);

    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(ManualQuarterFields fields, DateTimeOffset now)
    {
        var broken = new List<BrokenRule>();
        if (OneLine.Check("reason", fields.Reason, LongestReason) is { } reason)
            broken.Add(reason);
        if (fields.Values is not { Count: > 0 } values)
            broken.Add(new("required", "values", "There is at least one quarter hour."));
        else if (values.Count > MostValues)
            broken.Add(new("too-many", "values", $"There are at most {MostValues} quarter hours in one call."));
        else if (values.Select((value, index) => Broken(value, $"values[{index}]", now)).FirstOrDefault(rule => rule is not null) is { } rule)
            broken.Add(rule);
        else if (values.GroupBy(value => value.Start).FirstOrDefault(group => group.Count() > 1) is { } twice)
            broken.Add(new("twice", "values", $"The quarter hour {twice.Key:u} is named twice."));
        return broken;
    }

    private static BrokenRule? Broken(ManualQuarterValue? value, string path, DateTimeOffset now) => value switch
    {
        null => new("required", path, "A quarter hour is missing."),
        { Start: not { Year: >= 2000 and < 9000 } } => new("required", path + ".start", "The start of a quarter hour is missing or no time."),
        { Start: { } start } when Buckets.QuarterOf(start) != start => new("off-grid", path + ".start", "A quarter hour starts at 0, 15, 30 or 45 minutes."),
        { Start: { } start } when start + Width > now => new("not-over", path + ".start", "The quarter hour is not over."),
        { ImportWh: not (>= 0 and <= MostWh) } => new("out-of-range", path + ".importWh", $"Energy taken is 0 to {MostWh} Wh."),
        { ExportWh: < 0 or > MostWh } => new("out-of-range", path + ".exportWh", $"Energy given back is 0 to {MostWh} Wh."),
        _ => null,
    };
}
