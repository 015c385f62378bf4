using System.Text.Json;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>What is wrong in a definition file.</summary>
/// <param name="Field">JSON path, for example <c>$.limit.at</c>.</param>
internal readonly record struct DefinitionProblem(string File, string Field, string Rule)
{
    public override string ToString() => $"{File}: {Field}: {Rule}";
}

/// <summary>One definition file: read whole, or refused with everything that is wrong with it.</summary>
internal static class DefinitionReader
{
    /// <param name="file">For the problems; its name is the id of the model.</param>
    public static StationDefinition? Read(string file, Stream json, ICollection<DefinitionProblem> problems)
    {
        StationDefinition? definition;
        try
        {
            definition = JsonSerializer.Deserialize(json, StationJson.Default.StationDefinition);
        }
        catch (JsonException wrong)
        {
            problems.Add(new(file, wrong.Path ?? "$", Rule(wrong)));
            return null;
        }
        if (definition is null)
        {
            problems.Add(new(file, "$", "must be an object"));
            return null;
        }
        int before = problems.Count;
        DefinitionRules.Check(definition, (holds, field, rule) =>
        {
            if (!holds)
                problems.Add(new(file, field, rule));
        });
        if (definition.Id != Path.GetFileNameWithoutExtension(file))
            problems.Add(new(file, "$.id", $"must be the name of the file, '{Path.GetFileNameWithoutExtension(file)}'"));
        return problems.Count == before ? definition : null;
    }

    /// <summary>The sentence without the place, which stands beside it.</summary>
    private static string Rule(JsonException wrong)
    {
        int place = wrong.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return place < 0 ? wrong.Message : wrong.Message[..place];
    }
}
