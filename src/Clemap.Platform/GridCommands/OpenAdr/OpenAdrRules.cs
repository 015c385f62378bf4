using System.Text.RegularExpressions;
using Clemap.Platform.Http;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>What the fields of a connection must hold. Whether targets are known is asked where they are.</summary>
internal static partial class OpenAdrRules
{
    public const int LongestName = 100;
    public const int LongestClient = 200;
    public const int LongestProgram = 128;
    public const int UsualPollS = 60;
    private const int MostTargets = 200;
    private const int LongestSecret = 1_000;

    /// <param name="needsSecret">False where there is one already.</param>
    /// <returns>The first broken rule of each field.</returns>
    public static IReadOnlyList<BrokenRule> Check(OpenAdrFields fields, OpenAdrSettings settings, bool needsSecret) =>
    [
        .. new[]
        {
            OneLine.Check("name", fields.Name, LongestName), Address("url", fields.Url, settings), Address("tokenUrl", fields.TokenUrl, settings),
            OneLine.Check("clientId", fields.ClientId, LongestClient), OneLine.Check("clientSecret", fields.ClientSecret, LongestSecret, needsSecret),
            OneLine.Check("oauthScope", fields.OauthScope, LongestClient, required: false), Program(fields), Levels(fields.SimplePercent),
            fields.PollS is null or (>= 30 and <= 3_600) ? null : new("out-of-range", "pollS", "The pollS is 30 to 3600 s."),
        }.OfType<BrokenRule>(),
        .. Targets(fields.Targets),
    ];

    private static BrokenRule? Address(string field, string? text, OpenAdrSettings settings) =>
        OutsideAddress.Check(field, text, settings.AllowPrivate) ?? (text!.Contains('?', StringComparison.Ordinal) ? new("too-much", field, $"The {field} has no query.") : null);

    private static BrokenRule? Program(OpenAdrFields fields) => fields switch
    {
        { ProgramId: null, ProgramName: null } => new("required", "programId", "The connection names its program, by programId or programName."),
        { ProgramId: not null, ProgramName: not null } => new("too-many", "programId", "The connection has just one of programId and programName."),
        { ProgramId: { } id } => ObjectId().IsMatch(id) ? null : new("characters", "programId", "The programId has 1 to 128 of A-Z, a-z, 0-9, _ and -."),
        _ => OneLine.Check("programName", fields.ProgramName, LongestProgram),
    };

    private static BrokenRule? Levels(IReadOnlyList<double>? percent) => percent switch
    {
        null => null,
        not { Count: 3 } => new("length", "simplePercent", "The simplePercent has three numbers, for the levels 1, 2 and 3."),
        _ when percent.Any(value => value is not (>= 0 and <= 100)) => new("out-of-range", "simplePercent", "Each of simplePercent is 0 to 100."),
        _ => null,
    };

    private static IEnumerable<BrokenRule> Targets(IReadOnlyList<OpenAdrTarget>? targets)
    {
        if (targets is null or { Count: 0 } or { Count: > MostTargets })
        {
            yield return targets is null or { Count: 0 }
                ? new("required", "targets", "The targets are missing: nothing says which sites events are for.")
                : new("too-many", "targets", $"A connection has at most {MostTargets} targets.");
            yield break;
        }

        var known = new HashSet<(string?, string)>();
        foreach (var (i, target) in targets.Index())
        {
            if (target is null)
                yield return new("required", $"targets[{i}]", "The target is missing.");
            else if ((OneLine.Check($"targets[{i}].type", target.Type, LongestProgram, required: false) ?? OneLine.Check($"targets[{i}].value", target.Value, LongestProgram)) is { } line)
                yield return line;
            else if (GridCommandRules.CheckTargets(target.Means) is { } broken)
                yield return broken with { Field = FieldOf(i, broken.Field) };
            else if (!known.Add((target.Type, target.Value!)))
                yield return new("twice", $"targets[{i}]", "The same target is named twice.");
        }
    }

    /// <summary>Where a rule of targets is about those of a connection.</summary>
    public static string FieldOf(int i, string field) => $"targets[{i}].means{field["targets".Length..]}";

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex ObjectId();
}
